import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import { relativeTime } from '@/shared/lib/dates';
import { Button, Icon } from '@/shared/ui';

import type { OpenConflict } from '../hooks/use-change';
import { useTicketScreen } from '../ticket-context';

interface ConflictBarProps {
  conflict: OpenConflict;
  onKeep: () => void;
  onSet: () => void;
}

/** "Maya set P2 a moment ago. Keep P2 or set P1." */
export function ConflictBar({ conflict, onKeep, onSet }: ConflictBarProps) {
  const { t, i18n } = useTranslation('ticket');
  const value = useValueName();
  const theirs = value(conflict.field, conflict.theirs);
  const mine = value(conflict.field, conflict.mine);
  return (
    <div className="clash" role="alert">
      <Icon icon={TriangleAlert} size={14} />
      <span dir="auto">
        {t('conflict.set', {
          who: conflict.by ?? t('conflict.somebody'),
          value: theirs,
          when: conflict.at ? relativeTime(conflict.at, Date.now(), i18n.language) : t('conflict.justNow'),
        })}
      </span>
      <span className="sp" />
      <Button size="sm" onClick={onKeep}>
        {t('conflict.keep', { value: theirs })}
      </Button>
      <Button size="sm" variant="ghost" onClick={onSet}>
        {t('conflict.replace', { value: mine })}
      </Button>
    </div>
  );
}

/** The value of a field in words: a person by name, a status by its word. */
function useValueName(): (field: OpenConflict['field'], value: unknown) => string {
  const { t } = useTranslation(['ticket', 'shared']);
  const { people, teams } = useTicketScreen();
  return (field, value) => {
    if (value === null || value === '') return t('ticket:conflict.nothing');
    if (Array.isArray(value)) return value.join(', ');
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    switch (field) {
      case 'assignee':
        return people.find((person) => person.id === value)?.name ?? t('ticket:conflict.somebody');
      case 'team':
        return teams.find((team) => team.id === value)?.name ?? t('ticket:conflict.anotherTeam');
      case 'status':
        return t(`shared:status.${text}` as 'shared:status.open');
      case 'type':
        return t(`shared:type.${text}` as 'shared:type.bug');
      default:
        return text;
    }
  };
}
