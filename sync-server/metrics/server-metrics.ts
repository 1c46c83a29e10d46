import type { FaultCode } from '#shared/fault.ts';
import { type Counter, type Histogram, Registry } from './registry.ts';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the server counts about its own work. Nothing in it names a person, a project or an address. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly #acks: Histogram;
  readonly #refused: Counter;
  readonly #commits: Counter;
  readonly #failedCommits: Counter;
  readonly #commitSeconds: Histogram;
  readonly #requests: Counter;
  readonly #requestSeconds: Histogram;

  constructor() {
    const { registry } = this;
    this.#acks = registry.histogram(
      {
        name: 'raskadr_sync_ack_seconds',
        unit: 'seconds',
        help: 'From an accepted update to its place on the disk.',
      },
      SECONDS,
    );
    this.#refused = registry.counter({
      name: 'raskadr_sync_refused_updates',
      help: 'Updates that were not taken, by fault.',
      label: 'fault',
    });
    this.#commits = registry.counter({
      name: 'raskadr_database_commits',
      help: 'Transactions that reached the disk.',
    });
    this.#failedCommits = registry.counter({
      name: 'raskadr_database_failed_commits',
      help: 'Transactions that did not reach the disk.',
    });
    this.#commitSeconds = registry.histogram(
      { name: 'raskadr_database_commit_seconds', unit: 'seconds', help: 'How long a transaction took.' },
      SECONDS,
    );
    this.#requests = registry.counter({
      name: 'raskadr_http_requests',
      help: 'Answered HTTP requests, by class of the status.',
      label: 'class',
    });
    this.#requestSeconds = registry.histogram(
      {
        name: 'raskadr_http_request_seconds',
        unit: 'seconds',
        help: 'How long an HTTP request took to answer.',
      },
      SECONDS,
    );
  }

  updateWritten(ms: number): void {
    this.#acks.observe(ms / 1000);
  }

  updateRefused(code: FaultCode): void {
    this.#refused.add(code);
  }

  committed(ms: number): void {
    this.#commits.add();
    this.#commitSeconds.observe(ms / 1000);
  }

  commitFailed(): void {
    this.#failedCommits.add();
  }

  answered(status: number, ms: number): void {
    this.#requests.add(`${Math.floor(status / 100)}xx`);
    this.#requestSeconds.observe(ms / 1000);
  }
}
