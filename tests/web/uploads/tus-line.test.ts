import { expect, test } from 'vitest';
import { readMetadata } from '#server/incoming/tus-headers.ts';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { metadataOf } from '../../../web/src/lib/uploads/tus-line.ts';
import type { UploadEntry } from '../../../web/src/lib/uploads/upload-entry.ts';

const entry: UploadEntry = {
  id: '01J00000000000000000000001',
  project: ProjectId.parse('01J0000000000000000000PRJT'),
  shot: ShotId.parse('01J0000000000000000000SHTT'),
  name: 'кадр.png',
  type: 'image/png',
  kind: 'image',
  sizeBytes: 1,
  sha256: 'a'.repeat(64),
  addedAtMs: 1,
  place: 1,
  isKept: true,
  isPaused: false,
  isBegun: false,
  isSent: false,
  fault: null,
};

test.each(['кадр, план 2.png', '../../a.png', 'снимок\u0000.png', '\u202egnp.exe', '🎬'.repeat(200), ''])(
  'the server reads of a file called %j what the page has said',
  (name) => {
    const facts = { project: entry.project, shot: entry.shot, filename: name, asset: entry.id };
    expect(readMetadata(metadataOf({ ...entry, name }))).toEqual({
      ok: true,
      value: { ...facts, sha256: entry.sha256 },
    });
    expect(readMetadata(metadataOf({ ...entry, name, sha256: null }))).toEqual({ ok: true, value: facts });
  },
);
