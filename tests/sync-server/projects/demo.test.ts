import { describe, expect, test } from 'vitest';
import { sql } from '#server/database/sql.ts';
import { loadDoc } from '#server/documents/doc-log.ts';
import { ensureDemoProject } from '#server/projects/demo-project.ts';
import { docNameOf } from '#shared/documents/doc-name.ts';
import { listShots } from '#shared/documents/index-doc.ts';
import { readSettings } from '#shared/documents/project-settings.ts';
import { draftOf } from '#shared/documents/shot-doc.ts';
import { ProjectRecord } from '#shared/projects/project-record.ts';
import { DEMO_NAME } from '#shared/russian/demo-story.ts';
import { aCore, USER } from '../a-core.ts';
import { anAuth, GOOD_PASSWORD } from '../auth/an-auth.ts';

async function demosOf(core: Awaited<ReturnType<typeof aCore>>['core']) {
  const rows = await core.database.read(sql("SELECT value FROM feed_rows WHERE kind = 'project'"));
  const records = rows.map((row) => ProjectRecord.parse(JSON.parse(String(row.value))));
  return records.filter(({ name }) => name === DEMO_NAME);
}

describe('the demo project', () => {
  test('is a whole short film: 24 shots with notes, times, states and prompts', async () => {
    const { core } = await aCore();
    const { id } = await ensureDemoProject(core, USER);
    const { doc } = await loadDoc(core.database, docNameOf({ kind: 'index', project: id }));
    const shots = listShots(doc);
    expect(shots).toHaveLength(24);
    expect(readSettings(doc).aspect).toBe('2.39:1');
    // Nothing is called ready that has no picture.
    expect(new Set(shots.map(({ state }) => state))).toEqual(new Set(['in_progress', 'waiting']));
    for (const shot of shots) {
      expect(shot.title).toMatch(/^[А-ЯЁ]/);
      expect(shot.note.length).toBeGreaterThan(40);
      expect(shot.planS).toBeGreaterThan(0);
      const prompt = await loadDoc(core.database, docNameOf({ kind: 'shot', project: id, shot: shot.id }));
      expect(draftOf(prompt.doc).toString().length).toBeGreaterThan(60);
    }
    const [record] = await demosOf(core);
    expect(record).toMatchObject({ id, shots: 24, ready: 0, role: 'owner', trashedAt: null });
    expect(record?.covers.map(({ title }) => title)).toEqual(shots.slice(0, 4).map(({ title }) => title));
  });

  test('asked for twice, even at once, is made once', async () => {
    const { core } = await aCore();
    const made = await Promise.all([ensureDemoProject(core, USER), ensureDemoProject(core, USER)]);
    const again = await ensureDemoProject(core, USER);
    expect(new Set([...made, again].map(({ id }) => id)).size).toBe(1);
    expect(await demosOf(core)).toHaveLength(1);
  });

  test('thrown away and asked for again, is made anew', async () => {
    const { core } = await aCore();
    const first = await ensureDemoProject(core, USER);
    await core.database.write([sql('UPDATE projects SET trashed_at = 1 WHERE id = ?', first.id)]);
    const second = await ensureDemoProject(core, USER);
    expect(second.id).not.toBe(first.id);
    expect(second.feedRows).toHaveLength(1);
  });

  test('waits for the first account, where it is wanted', async () => {
    for (const isDemoWanted of [true, false]) {
      await using house = await anAuth({ config: { isDemoWanted } });
      const code = house.auth.setupCode.issue();
      await house.send('/api/setup', { json: { code, login: 'anna', password: GOOD_PASSWORD } });
      const rows = await house.database.read(sql('SELECT name FROM projects'));
      expect(rows.map(({ name }) => name)).toEqual(isDemoWanted ? [DEMO_NAME] : []);
    }
  });
});
