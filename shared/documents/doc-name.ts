import * as z from 'zod/mini';
import { ProjectId, ShotId } from '../ids.ts';

export type DocAddress =
  | { kind: 'index'; project: ProjectId }
  | { kind: 'shot'; project: ProjectId; shot: ShotId }
  | { kind: 'scenario'; project: ProjectId };

export type DocKind = DocAddress['kind'];

const ID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';

/** `p:<project>`, `s:<project>:<shot>` or `c:<project>`. */
export const DocName = z
  .string()
  .check(z.regex(new RegExp(`^(?:[pc]:${ID}|s:${ID}:${ID})$`), 'not a document name'))
  .brand('DocName');
export type DocName = z.infer<typeof DocName>;

export function docNameOf(address: DocAddress): DocName {
  switch (address.kind) {
    case 'index':
      return DocName.parse(`p:${address.project}`);
    case 'shot':
      return DocName.parse(`s:${address.project}:${address.shot}`);
    case 'scenario':
      return DocName.parse(`c:${address.project}`);
  }
}

export function docAddressOf(name: DocName): DocAddress {
  const [letter, project, shot] = name.split(':');
  const projectId = ProjectId.parse(project);
  if (letter === 's') return { kind: 'shot', project: projectId, shot: ShotId.parse(shot) };
  return { kind: letter === 'c' ? 'scenario' : 'index', project: projectId };
}
