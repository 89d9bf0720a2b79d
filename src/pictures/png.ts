import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PluvioError } from '../domain/errors.js';

/**
 * A picture as PNG, `widthPx` wide, drawn by resvg with the fonts of DejaVu that come along: no font of the host is looked at,
 * so that the same picture gives the same bytes. Both packages are loaded here alone. Throws CONFIG where they are not installed.
 */
export async function pngOf(svg: string, widthPx: number): Promise<Uint8Array> {
  try {
    const { Resvg } = await import('@resvg/resvg-js');
    const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
    const drawn = new Resvg(svg, {
      fitTo: { mode: 'width', value: widthPx },
      font: {
        loadSystemFonts: false,
        fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fonts, 'ttf', name)),
        defaultFontFamily: 'DejaVu Sans',
      },
    });
    return drawn.render().asPng();
  } catch (cause) {
    throw new PluvioError(
      'CONFIG',
      'Cannot make a PNG: the package @resvg/resvg-js or dejavu-fonts-ttf is not installed for this machine; install pluvio with its optional packages, or write an .svg',
      { cause },
    );
  }
}
