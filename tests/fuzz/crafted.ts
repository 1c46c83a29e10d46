import * as encoding from 'lib0/encoding';

type Id = [client: number, clock: number];
type CraftedStruct = { gc: number } | { skip: number } | CraftedItem;
type CraftedItem =
  | { deleted: number; origin?: Id; rightOrigin?: Id; root?: string }
  | { text: string; origin?: Id; rightOrigin?: Id; root?: string };
type CraftedUpdate = {
  clients: { client: number; clock: number; structs: CraftedStruct[] }[];
  deletions?: { client: number; ranges: [clock: number, length: number][] }[];
};

const GC = 0;
const DELETED = 1;
const STRING = 4;
const SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;

/** An update written by hand, so that it can hold what no client ever writes. */
export function craft({ clients, deletions = [] }: CraftedUpdate): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clients.length);
  for (const { client, clock, structs } of clients) {
    encoding.writeVarUint(encoder, structs.length);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  encoding.writeVarUint(encoder, deletions.length);
  for (const { client, ranges } of deletions) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const part of ranges.flat()) encoding.writeVarUint(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

function writeStruct(encoder: encoding.Encoder, struct: CraftedStruct): void {
  if ('gc' in struct) writeLength(encoder, GC, struct.gc);
  else if ('skip' in struct) writeLength(encoder, SKIP, struct.skip);
  else writeItem(encoder, struct);
}

function writeItem(encoder: encoding.Encoder, struct: CraftedItem): void {
  const { origin, rightOrigin, root = 'draft' } = struct;
  const kind = 'text' in struct ? STRING : DELETED;
  encoding.writeUint8(encoder, kind | (origin ? HAS_ORIGIN : 0) | (rightOrigin ? HAS_RIGHT_ORIGIN : 0));
  for (const part of [...(origin ?? []), ...(rightOrigin ?? [])]) encoding.writeVarUint(encoder, part);
  if (!origin && !rightOrigin) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, root);
  }
  if ('text' in struct) encoding.writeVarString(encoder, struct.text);
  else encoding.writeVarUint(encoder, struct.deleted);
}

function writeLength(encoder: encoding.Encoder, kind: number, length: number): void {
  encoding.writeUint8(encoder, kind);
  encoding.writeVarUint(encoder, length);
}
