import { callServer, json, nothing } from '#lib/call-server.ts';
import { ImportedRow } from '#shared/catalogue/catalogue-row.ts';
import { Catalogue, type ModelId, type ProviderId } from '#shared/catalogue/model.ts';
import {
  type AccountId,
  type EditAccountBody,
  type EditModelBody,
  type NewAccountBody,
  type OrderModelsBody,
  type ProviderFacts,
  ProvidersAnswer,
} from '#shared/catalogue/provider-facts.ts';
import type { Result } from '#shared/result.ts';

export function fetchProviders(): Promise<Result<ProviderFacts[]>> {
  return callServer('/api/providers', {}, (body) => ProvidersAnswer.parse(body).providers);
}

export function fetchCatalogue(): Promise<Result<Catalogue>> {
  return callServer('/api/catalogue', {}, (body) => Catalogue.parse(body));
}

/** A row as somebody has written it: what it is worth, the server says. */
export function importRow(row: unknown): Promise<Result<ImportedRow>> {
  return callServer('/api/catalogue/rows', json('POST', row), (body) => ImportedRow.parse(body));
}

/** For a file: as it comes. */
export function fetchProviderRow(id: ProviderId): Promise<Result<unknown>> {
  return callServer(`/api/providers/${id}/row`, {}, (body) => body);
}

export function fetchModelRow(id: ModelId): Promise<Result<unknown>> {
  return callServer(`${modelPath(id)}/row`, {}, (body) => body);
}

export function removeProvider(id: ProviderId): Promise<Result<undefined>> {
  return callServer(`/api/providers/${id}`, { method: 'DELETE' }, nothing);
}

export function addAccount(body: NewAccountBody): Promise<Result<undefined>> {
  return callServer('/api/accounts', json('POST', body), nothing);
}

export function editAccount(id: AccountId, body: EditAccountBody): Promise<Result<undefined>> {
  return callServer(`/api/accounts/${id}`, json('PATCH', body), nothing);
}

export function removeAccount(id: AccountId): Promise<Result<undefined>> {
  return callServer(`/api/accounts/${id}`, { method: 'DELETE' }, nothing);
}

export function checkAccount(id: AccountId): Promise<Result<undefined>> {
  return callServer(`/api/accounts/${id}/check`, { method: 'POST' }, nothing);
}

export function editModel(id: ModelId, body: EditModelBody): Promise<Result<undefined>> {
  return callServer(modelPath(id), json('PATCH', body), nothing);
}

export function removeModel(id: ModelId): Promise<Result<undefined>> {
  return callServer(modelPath(id), { method: 'DELETE' }, nothing);
}

export function orderModels(body: OrderModelsBody): Promise<Result<undefined>> {
  return callServer('/api/models/order', json('PUT', body), nothing);
}

function modelPath(id: ModelId): string {
  return `/api/models/${encodeURIComponent(id)}`;
}
