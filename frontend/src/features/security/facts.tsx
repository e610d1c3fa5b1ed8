import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '@/shared/ui';
import type { ProviderTest } from './api';

/** Names with what they stand for; those without a value are left out. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="sec-facts">
      {rows.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** What came back from a test, and whether it is enough. */
export function TestFacts({ test }: { test: ProviderTest }) {
  const { t } = useTranslation('security');
  return (
    <div className="sec-test" role="status">
      <p>
        <Badge tone={test.problem ? 'bad' : 'ok'}>{t(test.problem ? 'test.failed' : 'test.passed')}</Badge>{' '}
        {test.problem ? t(`problem.${test.problem}`) : t('test.passedHint')}
      </p>
      {test.problem && test.detail ? (
        <p className="hint" dir="auto">
          {test.detail}
        </p>
      ) : null}
      {test.subject ? (
        <Facts
          rows={[
            [t('test.subject'), test.subject],
            [t('test.nameFormat'), test.name_format],
            [t('test.email'), test.email ? `${test.email} (${t(test.is_verified ? 'test.verified' : 'test.unverified')})` : t('test.none')],
            [t('test.name'), test.name],
            [t('test.groups'), test.groups.join(', ') || t('test.none')],
            [t('test.role'), test.role ? t(`role.${test.role}`) : ''],
          ]}
        />
      ) : null}
    </div>
  );
}
