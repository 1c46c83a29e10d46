import { newUlid } from '#lib/new-id.ts';
import type { SyncEngine } from '#lib/sync/engine.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { addPrompt } from '#shared/documents/shot-doc.ts';
import type { FoundPrompt } from '#shared/imports/found-prompt.ts';
import type { UploadEntry } from './upload-entry.ts';

/** Answers with the id of the record. */
export type KeepPrompt = (
  entry: Pick<UploadEntry, 'project' | 'shot'>,
  found: FoundPrompt,
) => Promise<string>;

/** What a file says of how it was made becomes a record of its shot, offline too. The model is none of ours: it keeps its own name. */
export function createKeepPrompt(engine: Pick<SyncEngine, 'act'>, nowMs: () => number): KeepPrompt {
  return async ({ project, shot }, { tool, prompt, negative, model, seed, params }) => {
    const id = newUlid();
    const record = {
      ...{ id, text: prompt, model: null, params, createdAt: nowMs(), origin: 'import' as const },
      ...{ tool, foreignModel: model, negative, seed },
    };
    await engine.act({
      edits: [{ doc: docNameOf({ kind: 'shot', project, shot }), edit: (doc) => addPrompt(doc, record) }],
      mutations: [],
    });
    return id;
  };
}
