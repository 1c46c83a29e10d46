import { expect, test } from 'vitest';
import { ConfigError } from '#server/config/config-error.ts';
import { requestSourceOf } from '#server/http/request-source.ts';

function addressOf(
  trustedProxies: string[],
  remoteAddress: string | undefined,
  forwardedFor?: string,
): string {
  const header = (name: string) => (name === 'x-forwarded-for' ? forwardedFor : undefined);
  return requestSourceOf({ publicUrl: undefined, trustedProxies }).addressOf({
    method: 'GET',
    header,
    remoteAddress,
  });
}

test.for([
  [[], '192.0.2.1', '203.0.113.5', '192.0.2.1'],
  [['10.0.0.1'], '10.0.0.1', '203.0.113.5', '203.0.113.5'],
  [['10.0.0.1'], '10.0.0.1', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
  [['10.0.0.0/8'], '10.0.0.1', '1.1.1.1, 203.0.113.5, 10.9.9.9', '203.0.113.5'],
  [['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
  [['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
  [['10.0.0.1'], '10.0.0.1', '203.0.113.5, unknown', '10.0.0.1'],
  [['10.0.0.1'], '::ffff:10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
  [['::1'], '::1', '[2001:DB8::1]:4711', '2001:db8:0:0::/64'],
  [['fd00::/8'], 'fd00::1', '203.0.113.5', '203.0.113.5'],
  [[], '::ffff:192.0.2.1', undefined, '192.0.2.1'],
  [[], 'fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
  [[], '2001:0db8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
  [[], undefined, '203.0.113.5', ''],
] as const)(
  'trusting %j, a request from %s forwarded for %s counts for %s',
  ([trusted, remote, forwarded, client]) => {
    expect(addressOf([...trusted], remote, forwarded)).toBe(client);
  },
);

test.for(['everyone', '10.0.0.1/33', '10.0.0.1/x', '::1/129', ''])(
  'a proxy list with «%s» is refused',
  (entry) => {
    expect(() => addressOf([entry], '10.0.0.1')).toThrow(ConfigError);
  },
);
