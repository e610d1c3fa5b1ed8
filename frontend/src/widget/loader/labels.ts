import { NOTHING, type Hidden } from './hidden';
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
 * or chosen. Inside `data-candor-mask`, and of what the brand hides, nothing has a name.
 */
export function controlName(target: EventTarget | null, hidden: Hidden = NOTHING): string {
  if (!(target instanceof Element)) return '';
  const control = target.closest(CONTROL);
  if (!control || control.closest(hidden.selector) || isHiddenField(control, hidden)) return '';
  const given = control.getAttribute('data-candor-name') ?? control.closest('[data-candor-name]')?.getAttribute('data-candor-name');
  if (given) return maskText(given, 80);
  return maskText(ariaName(control, hidden) || (control.matches(TYPED) ? fieldName(control, hidden) : textOf(control, hidden)), 80);
}

/** Whether a control, or the one that a label is for, is called by a name that is hidden. */
function isHiddenField(control: Element, { fields }: Hidden): boolean {
  const field = control instanceof HTMLLabelElement ? control.control : control;
  return [field?.getAttribute('name'), field?.id].some((name) => name && fields.has(name.toLowerCase()));
}

function ariaName(control: Element, hidden: Hidden): string {
  const label = control.getAttribute('aria-label');
  if (label) return label;
  const ids = control.getAttribute('aria-labelledby');
  if (!ids) return '';
  return ids
    .split(/\s+/)
    .map((id) => textOf(control.ownerDocument.getElementById(id), hidden))
    .join(' ');
}

/** A field is named by its label, never by its value. */
function fieldName(field: Element, hidden: Hidden): string {
  if (field instanceof HTMLInputElement && PRESSED_INPUT.test(field.type)) return field.value;
  const labels = 'labels' in field ? (field as HTMLInputElement).labels : null;
  return (labels?.[0] ? textOf(labels[0], hidden) : '') || (field.getAttribute('name') ?? '');
}

/** The text of an element without what is typed, masked or meant for nobody. */
function textOf(element: Element | null, hidden: Hidden): string {
  if (!element || element.matches(hidden.selector)) return '';
  let text = '';
  for (const node of element.childNodes) {
    if (node instanceof Text) text += node.data;
    else if (node instanceof Element && !node.matches(`${TYPED},script,style`)) text += ` ${textOf(node, hidden)}`;
    if (text.length > 400) break;
  }
  return text || (element.getAttribute('title') ?? '');
}
