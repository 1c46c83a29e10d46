import { describe, expect, test } from 'vitest';
import { ProjectId, ShotId } from '#shared/ids.ts';
import { listToCallOff } from '../../../web/src/lib/uploads/layout/call-off.ts';
import type { LaidOut } from '../../../web/src/lib/uploads/layout/layout-ask.ts';
import { receiveFiles } from '../../../web/src/lib/uploads/receive-files.ts';
import type { SortedFile } from '../../../web/src/lib/uploads/sort-files.ts';
import type { UploadBook } from '../../../web/src/lib/uploads/upload-book.svelte.ts';
import type { UploadView } from '../../../web/src/lib/uploads/upload-entry.ts';
import type { UploadPlace } from '../../../web/src/lib/uploads/upload-place.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);
const project = ProjectId.parse('01J00000000000000000000PRJ');
const SHOT = ShotId.parse('01J00000000000000000000SHT');
const OTHER = ShotId.parse('01J00000000000000000000TH2');

function found(path: string, part: BlobPart = PNG) {
  return { file: new File([part], path.split('/').at(-1) ?? path), path };
}

/** A board that answers as it is told, and what became of the files. */
function aBoard(answer: (files: SortedFile[]) => LaidOut | undefined) {
  const happened = {
    asked: [] as string[][],
    made: [] as string[],
    added: [] as string[],
    refused: [] as string[],
  };
  const place: UploadPlace = {
    project,
    mayAdd: () => true,
    spotAt: () => ({ kind: 'new', at: 0 }),
    usualSpot: () => ({ kind: 'new', at: 0 }),
    mark: () => {},
    layOut: async (files) => {
      happened.asked.push(files.map(({ path }) => path));
      return answer(files);
    },
    makeShots: (titles) => {
      happened.made.push(...titles);
      return titles.map(() => SHOT);
    },
  };
  // The two ways of the book that are used here.
  const book = {
    refuse: (files: { name: string; why: string }[]) =>
      happened.refused.push(...files.map(({ name, why }) => `${name}: ${why}`)),
    add: async (files: { name: string; shot: ShotId; sidecar?: File }[]) => {
      happened.added.push(
        ...files.map(({ name, shot, sidecar }) => `${name} ${shot.slice(-3)} ${sidecar?.name ?? ''}`.trim()),
      );
    },
  } as unknown as UploadBook;
  const receive = (...files: ReturnType<typeof found>[]) =>
    receiveFiles(files, { place, spot: { kind: 'new', at: 0 }, book });
  return { happened, receive };
}

describe('files on the board', () => {
  test('V134: one file becomes a shot at once; the person is asked of two and more, with their folders', async () => {
    const { happened, receive } = aBoard(() => undefined);
    await receive(found('один.png'));
    expect(happened).toEqual({ asked: [], made: ['один'], added: ['один.png SHT'], refused: [] });
    await receive(found('shot_1/a.png'), found('shot_2/b.png'));
    expect(happened.asked).toEqual([['shot_1/a.png', 'shot_2/b.png']]);
  });

  test('V134: who leaves changes nothing, and nothing is refused', async () => {
    const { happened, receive } = aBoard(() => undefined);
    await receive(found('a.png'), found('b.png'), found('c.png', 'words'));
    expect(happened).toMatchObject({ made: [], added: [], refused: [] });
  });

  test('V134: files go where they were laid, with the words beside them; what has no room is named', async () => {
    const { happened, receive } = aBoard(([first, second, third]) => {
      if (!first || !second || !third) throw new Error('three files');
      return {
        placed: [first, second].map((file, n) => ({ file, shot: n === 0 ? SHOT : OTHER })),
        noRoom: [third],
      };
    });
    await receive(
      found('a.png'),
      found('a.txt', 'дождь'),
      found('b.png'),
      found('c.png'),
      found('d.png', 'words'),
    );
    expect(happened.added).toEqual(['a.png SHT a.txt', 'b.png TH2']);
    expect(happened.refused).toEqual(['d.png: not_media', 'c.png: no_room']);
    expect(happened.made).toEqual([]);
  });

  test('V135: a step back calls off what goes to the shots it took away, but not what the server has', () => {
    const view = (id: string, shot: ShotId, state: string) =>
      // The parts of an upload that are looked at.
      ({ id, shot, state }) as UploadView;
    const views = [
      view('copied', SHOT, 'copying'),
      view('sent', SHOT, 'sending'),
      view('there', SHOT, 'processing'),
      view('elsewhere', OTHER, 'sending'),
    ];
    const made = new Set([SHOT]);
    expect(listToCallOff(views, { made, standing: new Set([OTHER]) })).toEqual(['copied', 'sent']);
    expect(listToCallOff(views, { made, standing: new Set([SHOT, OTHER]) })).toEqual([]);
    expect(listToCallOff(views, { made: new Set(), standing: new Set() })).toEqual([]);
  });
});
