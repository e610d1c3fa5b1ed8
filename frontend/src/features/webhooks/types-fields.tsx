import { useQuery } from '@tanstack/react-query';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox, ErrorState, Icon } from '@/shared/ui';
import { eventTypesQuery } from './api';

export interface TypesFieldsProps {
  types: readonly string[];
  error: string | null;
  onTypes: (types: string[]) => void;
}

const groupOf = (type: string): string => type.split('.')[0] ?? type;

/** Everything, or what it hears of, group by group and type by type. */
export function TypesFields({ types, error, onTypes }: TypesFieldsProps) {
  const { t } = useTranslation('webhooks');
  const id = useId();
  const all = useQuery(eventTypesQuery);
  const isAll = types.includes('*');
  const groups = [...new Set((all.data ?? []).map(({ type }) => groupOf(type)))];
  const toggle = (pattern: string, isOn: boolean): void => {
    // A whole group contains its types.
    const kept = types.filter((one) => one !== pattern && !(pattern.endsWith('.*') && groupOf(one) === groupOf(pattern)));
    onTypes(isOn ? [...kept, pattern] : kept);
  };
  return (
    <fieldset className="whtypes" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="lab">{t('types.title')}</legend>
      {[true, false].map((whole) => (
        <label key={String(whole)} className="opt">
          <input type="radio" className="rb" name={id} checked={isAll === whole} onChange={() => onTypes(whole ? ['*'] : [])} />
          {t(whole ? 'types.all' : 'types.some')}
        </label>
      ))}
      {isAll ? null : all.error && !all.data ? (
        <ErrorState title={t('types.fault')} error={all.error} onRetry={() => void all.refetch()} />
      ) : (
        <ul>
          {groups.map((group) => {
            const pattern = `${group}.*`;
            const own = (all.data ?? []).filter(({ type }) => groupOf(type) === group);
            const isWhole = types.includes(pattern);
            const count = own.filter(({ type }) => types.includes(type)).length;
            return (
              <li key={group}>
                <Checkbox label={pattern} isChecked={isWhole} isMixed={!isWhole && count > 0} onChange={(isOn) => toggle(pattern, isOn)} />
                {isWhole ? null : (
                  <details open={count > 0}>
                    <summary>{t('types.single', { count: own.length })}</summary>
                    {own.map(({ type, about }) => (
                      <div key={type} className="whtype">
                        <Checkbox label={type} isChecked={types.includes(type)} onChange={(isOn) => toggle(type, isOn)} />
                        <span className="why2">{t(`typeAbout.${type.replace('.', '_')}`, { defaultValue: about })}</span>
                      </div>
                    ))}
                  </details>
                )}
              </li>
            );
          })}
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
