import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';

import { Icon, IconButton } from '@/shared/ui';

import { useActionWords } from './action-words';
import { actionsOf, type ActionName, type StagedMacro } from './staged';

interface MacroStripProps {
  macro: StagedMacro | null;
  missing: readonly string[];
  onDrop: (name: ActionName) => void;
}

/** What the macro changes together with the reply, each of it to be left out; and what it lacks. */
export function MacroStrip({ macro, missing, onDrop }: MacroStripProps) {
  const { t } = useTranslation('ticket');
  const words = useActionWords();
  const actions = macro ? actionsOf(macro.actions) : [];
  if (!macro || (actions.length === 0 && missing.length === 0)) return null;
  return (
    <div className="macro-strip" role="group" aria-label={t('macros.with', { name: macro.name })}>
      {actions.length > 0 && (
        <>
          <span className="t2">{t('macros.then')}</span>
          <ul>
            {actions.map((name) => (
              <li key={name} className="chip">
                <bdi>{words(macro.actions, name)}</bdi>
                <IconButton size="sm" label={t('macros.leaveOut', { action: words(macro.actions, name) })} onClick={() => onDrop(name)}>
                  <Icon icon={X} size={12} />
                </IconButton>
              </li>
            ))}
          </ul>
        </>
      )}
      {missing.length > 0 && (
        <p className="miss" role="status">
          <Icon icon={TriangleAlert} size={14} />
          {t('macros.missing')} <bdi>{missing.map((name) => `{{${name}}}`).join(', ')}</bdi>
        </p>
      )}
    </div>
  );
}
