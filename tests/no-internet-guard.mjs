import dns from 'node:dns';
import { Socket } from 'node:net';

// Plain JavaScript: it is also preloaded into every Node child of a test, whatever its version.

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/i;

/** Addresses that code under test tried to reach; the setup file fails the test that finds one here. */
export const attempts = /** @type {string[]} */ ([]);

const connect = Socket.prototype.connect;
Socket.prototype.connect = /** @type {typeof connect} */ (
  /** @this {Socket} @param {any[]} args */
  function guardedConnect(...args) {
    const host = hostOf(args);
    if (host === undefined || LOOPBACK.test(host)) return connect.apply(this, /** @type {any} */ (args));
    this.destroy(refuse(host));
    return this;
  }
);

const lookup = dns.lookup;
dns.lookup = /** @type {typeof lookup} */ (
  /** @param {string} name @param {any[]} rest */
  function guardedLookup(name, ...rest) {
    if (LOOPBACK.test(name)) return lookup(name, .../** @type {[any, any]} */ (rest));
    const callback = rest.at(-1);
    const error = refuse(name);
    queueMicrotask(() => callback(error));
  }
);

const lookupPromise = dns.promises.lookup;
dns.promises.lookup = /** @type {typeof lookupPromise} */ (
  /** @param {string} name @param {any} options */
  async function guardedLookupPromise(name, options) {
    if (LOOPBACK.test(name)) return lookupPromise(name, options);
    throw refuse(name);
  }
);

/**
 * `connect` takes (options), (port, host) or (path), and from `net.connect` one already normalised array.
 * @param {any[]} args
 * @returns {string | undefined} undefined for a socket file and for the default host
 */
function hostOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (first !== null && typeof first === 'object') return first.path ? undefined : first.host;
  const isPort = typeof first === 'number' || /^\d+$/.test(String(first));
  return isPort && typeof second === 'string' ? second : undefined;
}

/** @param {string} host */
function refuse(host) {
  attempts.push(host);
  return Object.assign(new Error(`tests may not touch the internet: ${host}`), { code: 'ENOTFOUND' });
}
