/** A function that takes a password out of any text a server or a library may have put it in. */
export function redactor(password: string): (text: string) => string {
  const secrets = [...new Set([password, encodeURIComponent(password)])].filter((secret) => secret !== '');
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
