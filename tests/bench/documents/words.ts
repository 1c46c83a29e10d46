const words = (
  'камера медленно плывёт над мокрой улицей ночного города неоновые вывески отражаются в лужах герой идёт спиной ' +
  'крупный план лицо полутень контровой свет мягкий фокус зерно плёнки тёплый закат холодный рассвет туман дым искры ' +
  'панорама интерьер мастерская окно дождь стекло рука держит письмо старая фотография поезд мост река отражение ' +
  'движение слева направо статичный кадр широкий угол глубина резкости палитра бирюзовый охра графит пастель контраст ' +
  'девушка старик ребёнок собака птицы толпа пустая площадь снег листва ветер тишина пауза титр переход наплыв склейка'
).split(' ');

export function phrase(random: () => number, wordCount: number): string {
  const text = Array.from({ length: wordCount }, () => words[Math.floor(random() * words.length)]).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function textOfBytes(random: () => number, sizeBytes: number): string {
  let text = phrase(random, 10);
  while (Buffer.byteLength(text) < sizeBytes) text += ` ${phrase(random, 8)},`;
  while (Buffer.byteLength(text) > sizeBytes) text = text.slice(0, -1);
  return text;
}
