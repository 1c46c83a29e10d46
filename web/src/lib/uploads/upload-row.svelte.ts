import type { UploadView } from './upload-entry.ts';

/** One line of the panel; each changes by itself. */
export class UploadRow {
  readonly id: string;
  view: UploadView;
  /** The address of its small picture. */
  picture = $state<string>();

  constructor(view: UploadView) {
    this.id = view.id;
    this.view = $state.raw(view);
  }
}
