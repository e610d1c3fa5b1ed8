import { IMAGES } from './image-node';

/** Elements that the rich-text field would drop; such an article is edited as source. */
const BEYOND = [
  ...['table table', 'caption', 'colgroup', 'tfoot', 'td[align]', 'th[align]', 'td[style]', 'th[style]'],
  `img:not([src^="${IMAGES}"])`,
  ...['iframe', 'video', 'audio', 'details', 'figure', 'dl', 'input', 'svg'],
];

/** Whether the field keeps everything in `html`. */
export function fitsRichText(html: string): boolean {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return parsed.querySelector(BEYOND.join(',')) === null;
}
