import { expect, test } from 'vitest';
import { readS3Address } from '#server/blobs/s3/s3-store.ts';
import { NO_CONTENT_SHA256, signAsk } from '#server/blobs/s3/sign-ask.ts';

/** The keys and the examples of the description of AWS Signature Version 4 for S3. */
const PLACE = {
  endpoint: 'https://s3.amazonaws.com',
  region: 'us-east-1',
  bucket: 'examplebucket',
  prefix: '',
  isPathStyle: false,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const AT = { nowMs: Date.UTC(2013, 4, 24), bodySha256: NO_CONTENT_SHA256 };

function signatureOf(ask: Parameters<typeof signAsk>[1], at = AT): string | undefined {
  return signAsk(PLACE, ask, at).headers.authorization?.split('Signature=')[1];
}

test('M81: requests are signed as the description of the signature does it', () => {
  expect(signatureOf({ method: 'GET', key: 'test.txt', headers: { range: 'bytes=0-9' } })).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
  const headers = {
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  };
  const bodySha256 = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
  expect(signatureOf({ method: 'PUT', key: 'test$file.text', headers }, { ...AT, bodySha256 })).toBe(
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
  expect(signatureOf({ method: 'GET', query: { lifecycle: '' } })).toBe(
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
  expect(signatureOf({ method: 'GET', query: { prefix: 'J', 'max-keys': '2' } })).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  );
});

test('M80: the address of a store says bucket, folder, endpoint, region and style, and nothing else', () => {
  expect(readS3Address('s3://studio/a/b/?endpoint=http://127.0.0.1:7480&region=default&pathStyle=1')).toEqual(
    {
      endpoint: 'http://127.0.0.1:7480',
      region: 'default',
      bucket: 'studio',
      prefix: 'a/b/',
      isPathStyle: true,
    },
  );
  expect(readS3Address('s3://studio')).toMatchObject({
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    region: 'us-east-1',
    prefix: '',
  });
  expect(readS3Address('s3://studio?region=eu-west-3')).toMatchObject({
    endpoint: 'https://s3.eu-west-3.amazonaws.com',
    region: 'eu-west-3',
  });
  for (const bad of [
    'https://studio',
    's3://key:secret@studio',
    's3://studio?endpoint=https://key:secret@s3.example',
    's3://studio?endpoint=ftp://s3.example',
    's3://studio?endpoint=https://s3.example/studio',
    's3://studio?pathStyle=yes',
    's3://studio?region=eu/1',
    's3://studio?acl=public',
    's3://studio/кино',
    's3://studio/a/%2e%2e/b',
    's3://studio/a//b',
    's3:///studio',
    'studio',
    '',
  ])
    expect(readS3Address(bad), bad).toBeUndefined();
});
