/** How models begin when they will not write; looked for at the beginning of an answer. */
export const REFUSAL_WORDS =
  /^\s*(?:["«“]?\s*)(?:i['’]?m (?:so )?sorry|i apologi[sz]e|sorry,|i can(?:not|['’]t)|i am (?:unable|not able)|i['’]m (?:unable|not able)|as an ai|unfortunately,? i|извините|к сожалению|простите|я не могу|не могу (?:помочь|выполнить)|как языковая модель|я языковая модель)/i;

/** How models begin when they speak to a person instead of writing the prompt. */
export const SMALL_TALK =
  /^\s*(?:sure|certainly|of course|absolutely|here(?:['’]s| is| are)|okay|ok,|great|конечно|разумеется|хорошо[,!.]|вот (?:ваш|обновл|исправл|переписан|нов|измен|так)|готово|отлично)|(?:let me know if|hope this helps|дайте знать|если (?:нужно|хотите)[^.]*, (?:я|скажите|напишите))[^\n]*$/iu;
