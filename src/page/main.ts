import { Page } from './page.js';

void new Page(document.querySelector<HTMLElement>('#app')!).start();
