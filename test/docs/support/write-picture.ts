import { writeFileSync } from 'node:fs';
import { projectPath } from '../../support/pluvio.js';
import { sessionPicture } from './session.js';
import { shownPicture } from './shown-picture.js';

writeFileSync(projectPath('docs/rain.svg'), shownPicture());
writeFileSync(projectPath('docs/session.svg'), sessionPicture());
