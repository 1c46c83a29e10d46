const RUSSIAN = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";

/** The same keys pressed with the Latin layout on: «пароль» becomes `gfhjkm`. Expects lower case. */
export function onLatinKeys(text: string): string {
  return [...text].map((letter) => LATIN[RUSSIAN.indexOf(letter)] ?? letter).join('');
}

/** The name of the product as people type it: whole, in Latin letters, and with the wrong layout on. */
export const PRODUCT_WORDS = ['раскадровка', 'раскадр', 'raskadrovka', 'raskadr', 'hfcrflhjdrf', 'hfcrflh'];

/** The same keys pressed with the Russian layout on: `yjdsq` becomes «новый». Expects lower case. */
export function onRussianKeys(text: string): string {
  return [...text].map((letter) => RUSSIAN[LATIN.indexOf(letter)] ?? letter).join('');
}
