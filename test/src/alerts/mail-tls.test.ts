import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCertificate } from '../../support/servers/certificate.js';
import { pluvio, tempFolder, type Result } from '../../support/pluvio.js';
import { header, mailbox, securedMailbox } from './support/smtp.js';
import { testUnless, whyNoCommand } from '../../support/needs.js';

const PASSWORD = 'pluie-et-beau-temps';

testUnless(whyNoCommand('openssl', ['version']))(
  'mail by STARTTLS with a password: sent; a wrong password, a strange certificate, no TLS: told, and nothing given away',
  async (t) => {
    const certificate = await makeCertificate(t);
    const folder = tempFolder(t);
    const box = await securedMailbox({ ...certificate, user: 'rain', password: PASSWORD });
    const bare = await mailbox();
    t.teardown(() => Promise.all([box.close(), bare.close()]));
    const authority = path.join(folder, 'ca.pem');
    writeFileSync(authority, certificate.cert);
    const send = (port: number, password: string, env: Record<string, string>): Promise<Result> => {
      const mail = `[mail]\nserver = "smtp://127.0.0.1:${port}"\nuser = "rain"\npassword_file = "password"\nfrom = "p@x.org"\nto = ["h@x.org"]\n`;
      writeFileSync(path.join(folder, 'alerts.toml'), `${mail}[[rule]]\nkind = "run_failed"\n`);
      writeFileSync(path.join(folder, 'password'), `${password}\n`);
      chmodSync(path.join(folder, 'password'), 0o600);
      const out = path.join('out', String(port) + password + String('NODE_EXTRA_CA_CERTS' in env));
      return pluvio(['alerts', '--rules', 'alerts.toml', '--out', out, '--test'], { cwd: folder, env });
    };
    const trusted = { NODE_EXTRA_CA_CERTS: authority };

    const good = await send(box.port, PASSWORD, trusted);
    t.is(good.code, 0, good.stderr);
    t.deepEqual(
      box.mails.map((mail) => header(mail, 'Subject')),
      ['pluvio: a test'],
    );

    const wrong = await send(box.port, 'sunshine', trusted);
    t.is(wrong.code, 4);
    t.regex(wrong.stderr, /is not sent by mail: .*535 Authentication credentials invalid/);

    const strange = await send(box.port, PASSWORD, {});
    t.is(strange.code, 4);
    t.regex(strange.stderr, /is not sent by mail: .*self.signed certificate/);

    const open = await send(bare.port, PASSWORD, trusted);
    t.is(open.code, 4);
    t.regex(open.stderr, /is not sent by mail: .*STARTTLS/);

    // Names and passwords were told after STARTTLS alone, and stand in no log.
    t.deepEqual(box.secure, [true, true]);
    t.is(box.mails.length, 1);
    t.deepEqual(bare.mails, []);
    for (const { stderr, stdout } of [good, wrong, strange, open]) {
      t.false(`${stderr}${stdout.toString()}`.includes(PASSWORD));
      t.false(stderr.includes('sunshine'));
    }
  },
);
