import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import { Icon } from '@/shared/ui';

import type { Recipient } from './types';

/** For each recipient whose mail came back: when, and why. */
export function BounceNotes({ people }: { people: readonly Recipient[] }) {
  const { t, i18n } = useTranslation('email');
  const bounced = people.filter((person) => person.bounce);
  if (bounced.length === 0) return null;
  return (
    <ul className="rcp-notes">
      {bounced.map((person) => (
        <li key={person.address} className="rcp-note rcp-warn">
          <Icon icon={TriangleAlert} size={12} />
          <span dir="auto">{textOf(person)}</span>
        </li>
      ))}
    </ul>
  );

  function textOf({ address, bounce }: Recipient): string {
    if (!bounce) return '';
    const date = new Intl.DateTimeFormat(i18n.language, dateStyle(bounce.at)).format(new Date(bounce.at));
    const why = bounce.detail || t('mail.noReason');
    return t(bounce.kind === 'hard' ? 'mail.bouncedOn' : 'mail.delayedOn', { address, date, why });
  }
}

/** "3 March", with the year where it is another one. */
function dateStyle(at: string): Intl.DateTimeFormatOptions {
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) };
}
