import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsLink } from '@/shared/slots';
import { actionFiguresQuery } from './api';

/** What the assistant looked up or did, beside how conversations ended; nothing where it did none of that. */
export function ActionFigures() {
  const { t } = useTranslation('ai-review');
  const may = useMay('assistant.read');
  const found = useQuery({ ...actionFiguresQuery, enabled: may }).data;
  if (!found || found.figures.length === 0) return null;
  return (
    <section aria-label={t('actions.title')}>
      <h2>{t('actions.title')}</h2>
      <p className="hint">{t('actions.hint', { count: found.days })}</p>
      <dl className="lgd">
        {found.figures.map(({ action, label, used, approved, declined, failed, in_doubt: doubt }) => (
          <div key={action}>
            <dt dir="auto">{label}</dt>
            <dd>{t('actions.line', { used, approved, declined, failed, doubt })}</dd>
          </div>
        ))}
      </dl>
      <SettingsLink path="/assistant/actions" className="link">
        {t('actions.open')}
      </SettingsLink>
    </section>
  );
}
