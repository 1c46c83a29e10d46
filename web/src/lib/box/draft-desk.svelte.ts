import { createContext } from 'svelte';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';
import type { ModelId } from '#shared/catalogue/model.ts';
import { DRAFT_TAKEN_TEXT } from '#shared/russian/box-text.ts';
import { REPLACED_DRAFT_TEXT } from '#shared/russian/inspector-text.ts';
import { CANCEL_TEXT } from '#shared/russian/storyboard-text.ts';
import type { ShotContent } from './shot-content.svelte.ts';

type Beginning = { text: string; how: { model: ModelId; params: Record<string, unknown> } | undefined };
type Says = { announcer: Announcer; toasts: Toasts; focus: () => void };

/** What earlier prompts are taken into: never over words that stand there without asking. */
export class DraftDesk {
  /** Waits for the person's word. */
  asked = $state.raw<Beginning>();
  readonly #content: ShotContent;
  readonly #says: Says;

  constructor(content: ShotContent, says: Says) {
    this.#content = content;
    this.#says = says;
  }

  take(text: string, how: Beginning['how']): void {
    const draft = this.#content.draft.toString();
    if (draft.trim() === '' || draft === text) this.#begin({ text, how });
    else this.asked = { text, how };
  }

  replace(): void {
    const beginning = this.asked;
    this.asked = undefined;
    if (!beginning) return;
    const putBack = this.#content.keepDraft();
    this.#begin(beginning);
    this.#says.toasts.show(REPLACED_DRAFT_TEXT, { label: CANCEL_TEXT, run: putBack });
  }

  #begin({ text, how }: Beginning): void {
    this.#content.beginFrom(text, how);
    this.#says.announcer.say(DRAFT_TAKEN_TEXT);
    this.#says.focus();
  }
}

export const [getDraftDesk, setDraftDesk] = createContext<DraftDesk>();
