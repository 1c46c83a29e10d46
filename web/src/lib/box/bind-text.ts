import type { Attachment } from 'svelte/attachments';
import type * as Y from 'yjs';
import { isMeant } from '#lib/keys/command.ts';
import { LOCAL_EDIT } from '#shared/documents/index-doc.ts';
import { changeBetween, movedBy } from './text-difference.ts';

const UNDO = { code: 'KeyZ', command: true };
const REDO = { code: 'KeyZ', command: true, shift: true };
const REDO_TOO = { code: 'KeyY', command: true };

type Acts = { undo: () => void; redo: () => void; edit: (change: () => void) => void };

/** Keeps a text area and a text of a document equal: what is typed goes in as small changes, others' moves the cursor along. */
export function bindText(text: Y.Text, acts: Acts): Attachment<HTMLTextAreaElement> {
  return (area) => {
    let isComposing = false;
    area.value = text.toString();

    /** Others may write while a letter is being composed; the field follows when it is done. */
    const write = () => {
      const change = changeBetween(text.toString(), area.value, area.selectionEnd);
      if (!change) return;
      acts.edit(() =>
        text.doc?.transact(() => {
          if (change.removed > 0) text.delete(change.at, change.removed);
          if (change.inserted !== '') text.insert(change.at, change.inserted);
        }, LOCAL_EDIT),
      );
    };
    const oninput = () => {
      if (!isComposing) write();
    };
    const onstart = () => {
      isComposing = true;
    };
    const onend = () => {
      isComposing = false;
      write();
    };
    const onbefore = (event: InputEvent) => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
      event.preventDefault();
      if (event.inputType === 'historyUndo') acts.undo();
      else acts.redo();
    };
    const onkeydown = (event: KeyboardEvent) => {
      const isRedo = isMeant(REDO, event) || isMeant(REDO_TOO, event);
      if (!isRedo && !isMeant(UNDO, event)) return;
      // The browser forgets its own steps as soon as somebody else's words come in.
      event.preventDefault();
      if (isRedo) acts.redo();
      else acts.undo();
    };
    const onchanged = (event: Y.YTextEvent) => {
      const { selectionStart, selectionEnd, selectionDirection } = area;
      const value = text.toString();
      if (area.value === value || isComposing) return;
      area.value = value;
      const [start, end] = [selectionStart, selectionEnd].map((place) => movedBy(event.delta, place));
      area.setSelectionRange(start ?? 0, end ?? 0, selectionDirection);
    };
    text.observe(onchanged);
    area.addEventListener('input', oninput);
    area.addEventListener('keydown', onkeydown);
    area.addEventListener('beforeinput', onbefore);
    area.addEventListener('compositionstart', onstart);
    area.addEventListener('compositionend', onend);
    return () => {
      text.unobserve(onchanged);
      area.removeEventListener('input', oninput);
      area.removeEventListener('keydown', onkeydown);
      area.removeEventListener('beforeinput', onbefore);
      area.removeEventListener('compositionstart', onstart);
      area.removeEventListener('compositionend', onend);
    };
  };
}
