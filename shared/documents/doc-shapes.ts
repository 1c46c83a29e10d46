import type { DocKind } from './doc-name.ts';
import {
  CUT_MAX_BYTES,
  CUTS_DOC_MAX,
  INDEX_DOC_MAX_BYTES,
  MOTIF_TEXT_MAX_CHARS,
  NAMING_MAX_CHARS,
  NOTE_MAX_CHARS,
  ORDER_KEY_MAX_CHARS,
  RECORDS_MAX,
  SCENARIO_DOC_MAX_BYTES,
  SHELF_DOC_MAX,
  SHOT_DOC_MAX_BYTES,
  SHOTS_MAX,
  TITLE_MAX_CHARS,
} from './limits.ts';
import { JSON_VALUE, jsonValue, oneOfScalars, type Shape, shortString } from './shape.ts';

const SHOT: Shape = {
  type: 'map',
  keys: {
    order: shortString(ORDER_KEY_MAX_CHARS),
    title: shortString(TITLE_MAX_CHARS),
    note: shortString(NOTE_MAX_CHARS),
    state: shortString(32),
    planS: oneOfScalars('number'),
    headliner: shortString(128),
    deletedAt: oneOfScalars('number', 'string', 'boolean'),
  },
};

const MOTIF: Shape = {
  type: 'map',
  keys: {
    kind: shortString(32),
    name: shortString(TITLE_MAX_CHARS),
    text: shortString(MOTIF_TEXT_MAX_CHARS),
    assets: JSON_VALUE,
    order: shortString(ORDER_KEY_MAX_CHARS),
    deletedAt: oneOfScalars('number', 'string', 'boolean'),
  },
};

const SEGMENT_OWNER: Shape = { type: 'map', each: { type: 'map' }, maxKeys: RECORDS_MAX };

export const ROOT_SHAPES: Record<DocKind, Record<string, Shape>> = {
  index: {
    meta: {
      type: 'map',
      keys: {
        name: shortString(TITLE_MAX_CHARS),
        schema: oneOfScalars('number'),
        aspect: shortString(32),
        fps: oneOfScalars('number'),
        naming: shortString(NAMING_MAX_CHARS),
        firstIsHeadliner: oneOfScalars('boolean'),
      },
    },
    shots: { type: 'map', each: SHOT, maxKeys: SHOTS_MAX },
    shelf: { type: 'map', each: MOTIF, maxKeys: SHELF_DOC_MAX },
    cuts: { type: 'map', each: jsonValue(CUT_MAX_BYTES), maxKeys: CUTS_DOC_MAX },
  },
  shot: {
    draft: { type: 'text' },
    params: { type: 'map' },
    prompts: { type: 'map', each: JSON_VALUE, maxKeys: RECORDS_MAX },
    takes: { type: 'map', each: JSON_VALUE, maxKeys: RECORDS_MAX },
    edits: { type: 'map', each: JSON_VALUE, maxKeys: RECORDS_MAX },
    marks: { type: 'map', each: JSON_VALUE, maxKeys: RECORDS_MAX },
  },
  scenario: {
    meta: { type: 'map', keys: { schema: oneOfScalars('number') } },
    scenes: SEGMENT_OWNER,
    layers: SEGMENT_OWNER,
    segments: SEGMENT_OWNER,
  },
};

export const DOC_MAX_BYTES: Record<DocKind, number> = {
  index: INDEX_DOC_MAX_BYTES,
  shot: SHOT_DOC_MAX_BYTES,
  scenario: SCENARIO_DOC_MAX_BYTES,
};
