import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { DocName } from '../documents/doc-name.ts';

/** A bulk answer: the whole state of every document that changed after a cursor. */
export type PullAnswer = {
  epoch: string;
  cursor: number;
  more: boolean;
  docs: { doc: DocName; seq: number; state: Uint8Array }[];
};

export function encodePull(answer: PullAnswer): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, answer.epoch);
  encoding.writeVarUint(encoder, answer.cursor);
  encoding.writeVarUint(encoder, answer.more ? 1 : 0);
  encoding.writeVarUint(encoder, answer.docs.length);
  for (const { doc, seq, state } of answer.docs) {
    encoding.writeVarString(encoder, doc);
    encoding.writeVarUint(encoder, seq);
    encoding.writeVarUint8Array(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

export function decodePull(bytes: Uint8Array): PullAnswer {
  const decoder = decoding.createDecoder(bytes);
  const epoch = decoding.readVarString(decoder);
  const cursor = decoding.readVarUint(decoder);
  const more = decoding.readVarUint(decoder) === 1;
  const count = decoding.readVarUint(decoder);
  const docs: PullAnswer['docs'] = [];
  for (let n = 0; n < count; n++) {
    const doc = DocName.parse(decoding.readVarString(decoder));
    const seq = decoding.readVarUint(decoder);
    docs.push({ doc, seq, state: decoding.readVarUint8Array(decoder) });
  }
  return { epoch, cursor, more, docs };
}
