/** The few kinds of OpenMetrics that we need. Counting is an addition; the text is made when somebody asks. */
export class Registry {
  readonly #families: Family[] = [];

  counter(description: Description): Counter {
    return this.#add(new Counter(description));
  }

  gauge(description: Description, read: () => number | undefined): void {
    this.#add(new Gauge(description, read));
  }

  /** One series for each value of the label. */
  gauges(description: Description & { label: string }, read: () => ReadonlyMap<string, number>): void {
    this.#add(new LabelledGauge(description, read));
  }

  histogram(description: Description, bounds: readonly number[]): Histogram {
    return this.#add(new Histogram(description, bounds));
  }

  text(): string {
    return `${this.#families.map(familyText).join('')}# EOF\n`;
  }

  #add<T extends Family>(family: T): T {
    this.#families.push(family);
    return family;
  }
}

/** `name` ends with its unit, when it has one, and never with `_total`. `label` tells the series of a counter apart. */
type Description = { name: string; help: string; unit?: 'seconds' | 'bytes'; label?: string };
type Kind = 'counter' | 'gauge' | 'histogram';
type Family = { kind: Kind; description: Description; samples(): string[] };

export class Counter implements Family {
  readonly kind = 'counter';
  readonly description: Description;
  readonly #series = new Map<string, number>();

  constructor(description: Description) {
    this.description = description;
    if (description.label === undefined) this.#series.set('', 0);
  }

  /** `value` is the value of the label: one of a few words of ours, never what a stranger has sent. */
  add(value = '', by = 1): void {
    this.#series.set(value, (this.#series.get(value) ?? 0) + by);
  }

  samples(): string[] {
    const { name, label } = this.description;
    return [...this.#series].map(([value, count]) => {
      const labels = label === undefined ? '' : `{${label}="${escapeLabel(value)}"}`;
      return `${name}_total${labels} ${count}`;
    });
  }
}

class Gauge implements Family {
  readonly kind = 'gauge';
  readonly description: Description;
  readonly #read: () => number | undefined;

  constructor(description: Description, read: () => number | undefined) {
    this.description = description;
    this.#read = read;
  }

  /** What is not known yet is left out: a zero would be a lie. */
  samples(): string[] {
    const value = this.#read();
    return value === undefined || Number.isNaN(value) ? [] : [`${this.description.name} ${value}`];
  }
}

class LabelledGauge implements Family {
  readonly kind = 'gauge';
  readonly description: Description & { label: string };
  readonly #read: () => ReadonlyMap<string, number>;

  constructor(description: Description & { label: string }, read: () => ReadonlyMap<string, number>) {
    this.description = description;
    this.#read = read;
  }

  samples(): string[] {
    const { name, label } = this.description;
    return [...this.#read()].map(([value, count]) => `${name}{${label}="${escapeLabel(value)}"} ${count}`);
  }
}

export class Histogram implements Family {
  readonly kind = 'histogram';
  readonly description: Description;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(description: Description, bounds: readonly number[]) {
    this.description = description;
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  samples(): string[] {
    const { name } = this.description;
    let sofar = 0;
    const buckets = this.#counts.map((count, index) => {
      sofar += count;
      return `${name}_bucket{le="${this.#bounds[index] ?? '+Inf'}"} ${sofar}`;
    });
    return [...buckets, `${name}_count ${sofar}`, `${name}_sum ${this.#sum}`];
  }
}

function familyText(family: Family): string {
  const { name, unit, help } = family.description;
  const head = [
    `# TYPE ${name} ${family.kind}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
  ];
  return [...head, ...family.samples(), ''].join('\n');
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');
}
