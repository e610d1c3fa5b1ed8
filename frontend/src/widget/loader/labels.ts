import { maskText } from './mask';

const CONTROL =
  '[data-candor-name],button,a[href],summary,label,select,input,textarea,' +
  '[role=button],[role=link],[role=tab],[role=menuitem],[role=option],[role=switch],[role=checkbox],[role=radio]';
const TYPED = 'input,textarea,select,[contenteditable]:not([contenteditable=false])';
const PRESSED_INPUT = /^(button|submit|reset)$/;

/**
 * The name of the control that an event happened on, or empty for none.
 *
 * Names come from `data-candor-name`, ARIA and the text of buttons and links; never from what was typed
 * or chosen. Inside `data-candor-mask` nothing has a name.
 */
export function controlName(target: EventTarget | null): string {
  if (!(target instanceof Element)) return '';
  const control = target.closest(CONTROL);
  if (!control || control.closest('[data-candor-mask]')) return '';
  const given = control.getAttribute('data-candor-name') ?? control.closest('[data-candor-name]')?.getAttribute('data-candor-name');
  if (given) return maskText(given, 80);
  return maskText(ariaName(control) || (control.matches(TYPED) ? fieldName(control) : textOf(control)), 80);
}

function ariaName(control: Element): string {
  const label = control.getAttribute('aria-label');
  if (label) return label;
  const ids = control.getAttribute('aria-labelledby');
  if (!ids) return '';
  return ids
    .split(/\s+/)
    .map((id) => textOf(control.ownerDocument.getElementById(id)))
    .join(' ');
}

/** A field is named by its label, never by its value. */
function fieldName(field: Element): string {
  if (field instanceof HTMLInputElement && PRESSED_INPUT.test(field.type)) return field.value;
  const labels = 'labels' in field ? (field as HTMLInputElement).labels : null;
  return (labels?.[0] ? textOf(labels[0]) : '') || (field.getAttribute('name') ?? '');
}

/** The text of an element without what is typed, masked or meant for nobody. */
function textOf(element: Element | null): string {
  if (!element) return '';
  let text = '';
  for (const node of element.childNodes) {
    if (node instanceof Text) text += node.data;
    else if (node instanceof Element && !node.matches(`${TYPED},[data-candor-mask],script,style`)) text += ` ${textOf(node)}`;
    if (text.length > 400) break;
  }
  return text || (element.getAttribute('title') ?? '');
}
