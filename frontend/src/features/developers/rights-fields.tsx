import type { UseQueryResult } from '@tanstack/react-query';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState, Icon, Segmented } from '@/shared/ui';
import type { Area } from './api';
import { aboutOf, nameOf, RIGHTS, type Right, type Rights } from './rights';

export interface RightsFieldsProps {
  areas: UseQueryResult<Area[]>;
  isWhole: boolean;
  rights: Rights;
  error: string | null;
  onWhole: (isWhole: boolean) => void;
  onRights: (rights: Rights) => void;
}

/** Names of scopes stand between backticks, as in the description of the API. */
const withScopes = (text: string): ReactNode[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));

/** Everything that its owner may, or area by area what it reads and changes. */
export function RightsFields({ areas, isWhole, rights, error, onWhole, onRights }: RightsFieldsProps) {
  const { t } = useTranslation('developers');
  const id = useId();
  const choices = [
    { whole: false, label: t('rights.some'), hint: t('rights.someHint') },
    { whole: true, label: t('rights.whole'), hint: t('rights.wholeHint') },
  ];
  return (
    <fieldset className="dvrights" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="lab">{t('rights.title')}</legend>
      {choices.map(({ whole, label, hint }) => (
        <div key={label}>
          <label className="opt">
            <input type="radio" className="rb" name={id} checked={isWhole === whole} aria-describedby={`${id}-${whole}`} onChange={() => onWhole(whole)} />
            {label}
          </label>
          <p className="hint" id={`${id}-${whole}`}>
            {hint}
          </p>
        </div>
      ))}
      {isWhole ? null : areas.error && !areas.data ? (
        <ErrorState title={t('rights.fault')} error={areas.error} onRetry={() => void areas.refetch()} />
      ) : (
        <ul>
          {areas.data?.map((area) => (
            <li key={area.area}>
              <span>
                <span className="med">{nameOf(area.area, t)}</span>
                <span className="why2">{withScopes(aboutOf(area, t))}</span>
              </span>
              <Segmented<Right>
                label={nameOf(area.area, t)}
                value={rights[area.area] ?? 'none'}
                options={RIGHTS.map((value) => ({ value, label: t(`right.${value}`) }))}
                onChange={(value) => onRights({ ...rights, [area.area]: value })}
              />
            </li>
          ))}
        </ul>
      )}
      {error ? (
        <p className="hint bad" id={`${id}-error`} role="alert">
          <Icon icon={CircleAlert} size={12} />
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
