import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { PluvioError, systemReason } from '../../../domain/errors.js';

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----.*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/gs;

/**
 * The certificate authorities of a file, as PEM; one that is DER is turned into it. Throws CONFIG where the file cannot be read,
 * or holds no certificate.
 */
export function readAuthority(file: string): string {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (cause) {
    throw wrong(file, systemReason(cause), cause);
  }
  const blocks = bytes.toString('latin1').match(BLOCK) ?? [];
  try {
    const certificates = blocks.length > 0 ? blocks : [bytes];
    return certificates.map((certificate) => new X509Certificate(certificate).toString()).join('');
  } catch (cause) {
    const holdsKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(bytes.toString('latin1'));
    throw wrong(file, holdsKey && blocks.length === 0 ? 'it holds a private key' : whyNone(blocks), cause);
  }
}

function whyNone(blocks: readonly string[]): string {
  return blocks.length > 0 ? 'a certificate in it is damaged' : 'it holds no certificate';
}

function wrong(file: string, why: string, cause: unknown): PluvioError {
  return new PluvioError(
    'CONFIG',
    `Cannot use the certificate authority ${file}: ${why}; expected PEM, "-----BEGIN CERTIFICATE-----" (--ca or FTP_CA_FILE)`,
    { file, cause },
  );
}
