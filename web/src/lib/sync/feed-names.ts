import { ProjectId } from '#shared/ids.ts';

/** The records of this user: projects. */
export const USER_FEED = 'user';

/** Jobs, assets and money of one project. */
export function projectFeed(project: ProjectId): string {
  return `p:${project}`;
}

export function projectOfFeed(feed: string): ProjectId | undefined {
  const id = feed.startsWith('p:') ? ProjectId.safeParse(feed.slice('p:'.length)) : undefined;
  return id?.success ? id.data : undefined;
}
