import Plus from 'lucide-react/icons/plus';
import ShieldQuestion from 'lucide-react/icons/shield-question-mark';
import { useTranslation } from 'react-i18next';

import { Icon } from '@/shared/ui';

import type { Recipient } from './types';

interface PendingPeopleProps {
  people: readonly Recipient[];
  onAdd: (person: Recipient) => void;
}

/** People whom a sender brought in who was not proven: left out until somebody chooses them. */
export function PendingPeople({ people, onAdd }: PendingPeopleProps) {
  const { t } = useTranslation('email');
  if (people.length === 0) return null;
  return (
    <div className="rcp rcp-pending">
      <span className="rcp-note">
        <Icon icon={ShieldQuestion} size={12} />
        {t('mail.pending')}
      </span>
      {people.map((person) => (
        <button
          key={person.address}
          type="button"
          className="chip add rcp-add"
          aria-label={t('mail.choose', { name: person.name || person.address })}
          title={person.address}
          onClick={() => onAdd(person)}
        >
          <Icon icon={Plus} size={12} />
          <bdi className="ell">{person.name ? `${person.name} <${person.address}>` : person.address}</bdi>
        </button>
      ))}
    </div>
  );
}
