import { createHash } from 'node:crypto';
import { listShots } from '#shared/documents/index-doc.ts';
import type { ProjectId, ShotId } from '#shared/ids.ts';
import { aHouse, aUlid, type House, indexOf, type Person } from '../a-house.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Begins as a picture does, and goes on as nothing else does. */
export function aFile(bytes = 10_000, seed = Math.random()): Uint8Array {
  const file = new Uint8Array(bytes).map((_, n) => (n * 31 + Math.floor(seed * 1e6) + (n >> 8)) % 256);
  file.set(PNG.slice(0, bytes));
  return file;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type Where = { project: ProjectId; shot: ShotId };
export type Said = Partial<Record<'project' | 'shot' | 'filename' | 'asset' | 'sha256' | 'prompt', string>>;

export function metadataOf(said: Record<string, string | undefined>): string {
  return Object.entries(said)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`.trim())
    .join(',');
}

const TUS = { 'tus-resumable': '1.0.0' };

/** A person with files, speaking tus by hand. */
export class Sender {
  readonly person: Person;
  readonly where: Where;

  constructor(person: Person, where: Where) {
    this.person = person;
    this.where = where;
  }

  options(): Promise<Response> {
    return this.person.ask('OPTIONS', '/api/uploads');
  }

  create(length: number, said: Said = {}, headers: Record<string, string> = {}): Promise<Response> {
    const facts = { ...this.where, filename: 'кадр.png', ...said };
    return this.person.ask('POST', '/api/uploads', {
      headers: { ...TUS, 'upload-length': String(length), 'upload-metadata': metadataOf(facts), ...headers },
    });
  }

  /** The id of a new upload. */
  async begin(length: number, said: Said = {}): Promise<string> {
    const answer = await this.create(length, said);
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return (answer.headers.get('location') ?? '').replace('/api/uploads/', '');
  }

  head(asset: string): Promise<Response> {
    return this.person.ask('HEAD', `/api/uploads/${asset}`, { headers: TUS });
  }

  async offsetOf(asset: string): Promise<number> {
    const answer = await this.head(asset);
    return answer.status === 200 ? Number(answer.headers.get('upload-offset')) : -answer.status;
  }

  patch(
    asset: string,
    offset: number,
    bytes: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.person.ask('PATCH', `/api/uploads/${asset}`, {
      bytes,
      headers: {
        ...TUS,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        ...headers,
      },
    });
  }

  remove(asset: string): Promise<Response> {
    return this.person.ask('DELETE', `/api/uploads/${asset}`, { headers: TUS });
  }

  /** A whole file in one piece; its asset. */
  async send(bytes: Uint8Array, said: Said = {}): Promise<string> {
    const asset = await this.begin(bytes.byteLength, said);
    const answer = await this.patch(asset, 0, bytes);
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
    return asset;
  }

  async records(): Promise<Record<string, unknown>[]> {
    const answer = await this.person.ask('GET', `/api/projects/${this.where.project}/feed?since=0`);
    const { rows } = await answer.json();
    return rows
      .filter(({ kind }: { kind: string }) => kind === 'asset')
      .map(({ value }: { value: Record<string, unknown> }) => value);
  }

  /** In another shot or project, or as somebody else in this one. */
  with({ person = this.person, ...where }: Partial<Where> & { person?: Person }): Sender {
    return new Sender(person, { ...this.where, ...where });
  }
}

/** A house with an owner of a project of two shots, who has files to send. */
export async function aSender(
  options: Parameters<typeof aHouse>[0] = {},
): Promise<{ house: House; sender: Sender; shots: ShotId[] }> {
  const house = await aHouse(options);
  const owner = await house.person(`owner-${aUlid().slice(-6).toLowerCase()}`);
  const project = await owner.aProject();
  const shots = await shotsOf(house, project);
  const [shot] = shots;
  if (!shot) throw new Error('no shot');
  return { house, sender: new Sender(owner, { project, shot }), shots };
}

function shotsOf({ core }: House, project: ProjectId): Promise<ShotId[]> {
  return core.rooms.use(indexOf(project), (room) => listShots(room.committed).map(({ id }) => id));
}

export async function headlinersOf({ core }: House, project: ProjectId): Promise<(string | null)[]> {
  return core.rooms.use(indexOf(project), (room) =>
    listShots(room.committed).map(({ headliner }) => headliner),
  );
}
