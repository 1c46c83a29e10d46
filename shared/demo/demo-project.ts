import type * as Y from 'yjs';
import { addShots, initIndexDoc } from '../documents/index-doc.ts';
import type { RandomBit } from '../documents/order-key.ts';
import { changeSettings } from '../documents/project-settings.ts';
import { draftOf } from '../documents/shot-doc.ts';
import type { ShotId } from '../ids.ts';
import { DEMO_NAME, DEMO_STORY, demoPrompt } from '../russian/demo-story.ts';

type DemoPorts = { createDoc: () => Y.Doc; newShotId: () => ShotId; randomBit: RandomBit };
type DemoDocs = { name: string; index: Y.Doc; shots: { id: ShotId; doc: Y.Doc }[] };

/** The documents of a short film to look around in. */
export function demoDocs({ createDoc, newShotId, randomBit }: DemoPorts): DemoDocs {
  const story = DEMO_STORY.map((shot) => ({ ...shot, id: newShotId(), prompt: demoPrompt(shot) }));
  const index = createDoc();
  initIndexDoc(index, DEMO_NAME);
  changeSettings(index, { aspect: '2.39:1', fps: 24 });
  addShots(
    index,
    story.map(({ id, title, note, state, planS }) => ({ id, title, note, state, planS })),
    { at: 0, randomBit },
  );
  const shots = story.map(({ id, prompt }) => {
    const doc = createDoc();
    draftOf(doc).insert(0, prompt);
    return { id, doc };
  });
  return { name: DEMO_NAME, index, shots };
}
