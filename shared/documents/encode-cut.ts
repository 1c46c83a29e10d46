import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { ShotId, UserId } from '../ids.ts';
import { type Shot, ShotState } from './index-doc.ts';

/** One shot as it stood in a cut. */
export type CutShot = Pick<Shot, 'id' | 'title' | 'headliner' | 'planS' | 'state'>;

/** Order and headliners of a film at a moment, under a name. */
export type Cut = { id: string; name: string; at: number; by: UserId | null; shots: CutShot[] };

const VERSION = 1;
const STATES = ShotState.options;

/** Bytes, which a document carries along without reading them: nobody who only opens the board pays for its cuts. */
export function encodeCut({ name, at, by, shots }: Omit<Cut, 'id'>): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, VERSION);
  encoding.writeVarString(encoder, name);
  encoding.writeFloat64(encoder, at);
  encoding.writeVarString(encoder, by ?? '');
  encoding.writeVarUint(encoder, shots.length);
  for (const shot of shots) {
    encoding.writeVarString(encoder, shot.id);
    encoding.writeVarString(encoder, shot.title);
    encoding.writeVarString(encoder, shot.headliner ?? '');
    encoding.writeVarUint(encoder, STATES.indexOf(shot.state));
    encoding.writeAny(encoder, shot.planS);
  }
  return encoding.toUint8Array(encoder);
}

/** Nothing for what a foreign or newer client has written. */
export function decodeCut(bytes: Uint8Array): Omit<Cut, 'id'> | undefined {
  const decoder = decoding.createDecoder(bytes);
  try {
    if (decoding.readVarUint(decoder) !== VERSION) return undefined;
    const name = decoding.readVarString(decoder);
    const at = decoding.readFloat64(decoder);
    const by = UserId.safeParse(decoding.readVarString(decoder));
    const shots = new Map<ShotId, CutShot>();
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const shot = readShot(decoder);
      if (shot) shots.set(shot.id, shot);
    }
    return { name, at: Number.isFinite(at) ? at : 0, by: by.data ?? null, shots: [...shots.values()] };
  } catch {
    return undefined;
  }
}

function readShot(decoder: decoding.Decoder): CutShot | undefined {
  const id = ShotId.safeParse(decoding.readVarString(decoder));
  const title = decoding.readVarString(decoder);
  const headliner = decoding.readVarString(decoder) || null;
  const state = STATES[decoding.readVarUint(decoder)] ?? 'waiting';
  const plan: unknown = decoding.readAny(decoder);
  const planS = typeof plan === 'number' && plan >= 0 ? plan : null;
  return id.success ? { id: id.data, title, headliner, planS, state } : undefined;
}
