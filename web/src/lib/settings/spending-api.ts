import { callServer, json } from '#lib/call-server.ts';
import { HouseBudget, type HouseCapBody } from '#shared/jobs/house-budget.ts';
import type { Result } from '#shared/result.ts';

export function fetchHouseBudget(): Promise<Result<HouseBudget>> {
  return callServer('/api/budget', {}, (body) => HouseBudget.parse(body));
}

export function setHouseCap(body: HouseCapBody): Promise<Result<HouseBudget>> {
  return callServer('/api/budget', json('PATCH', body), (answer) => HouseBudget.parse(answer));
}
