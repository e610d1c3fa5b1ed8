import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NumberField, Field, SelectField } from '@/shared/ui';
import { secretsQuery, type Action, type ActionSecret } from './api';
import { GrowingList } from './growing-list';
import { Area } from './voice-screen';

type Request = Action['request'];
const METHODS = { lookup: ['GET', 'POST'], write: ['POST', 'PUT', 'PATCH', 'DELETE'] } as const;
const KINDS = ['text', 'number', 'date', 'yes_no'] as const;
const PLACES = ['contact.id', 'contact.external_id', 'company.id', 'company.external_id'] as const;

interface Props {
  row: Action;
  others: readonly Action[];
  set: (change: Partial<Action>) => void;
}

/** The request of an action: where it goes, what it carries, and what is read in the answer. */
export function ActionRequest({ row, others, set }: Props) {
  const { t } = useTranslation('assistant-settings');
  const secrets = useQuery(secretsQuery).data ?? [];
  const { request } = row;
  const change = (part: Partial<Request>): void => set({ request: { ...request, ...part } });
  const places = [...PLACES, ...row.inputs.map(({ name }) => name)];
  const checks = others.filter((one) => one.kind === 'lookup' && one.request.owner_path !== '');
  return (
    <div role="group" aria-label={t('request.title')} className="as-group">
      <span className="lab">{t('request.title')}</span>
      <p className="hint">{t('request.hint')}</p>
      <p className="hint" dir="ltr">
        {places.map((name) => (
          <code key={name}>{`{${name}} `}</code>
        ))}
      </p>
      <div className="as-two">
        <SelectField label={t('request.method')} value={request.method} options={METHODS[row.kind].map((value) => ({ value, label: value }))} onChange={(method) => change({ method })} />
        <Field label={t('request.url')} dir="ltr" maxLength={500} value={request.url} onChange={(event) => change({ url: event.target.value })} />
        <NumberField label={t('request.timeout')} unit="s" min={0.1} max={15} value={request.timeout} onChange={(timeout) => change({ timeout: timeout ?? 5 })} />
        <Secret label={t('request.signWith')} hint={t('request.signHint')} value={request.sign_with} secrets={secrets} onChange={(name) => change({ sign_with: name })} />
      </div>
      {request.method === 'GET' ? null : <Area label={t('request.body')} rows={4} maxLength={4000} value={request.body} onChange={(body) => change({ body })} />}
      <Headers request={request} secrets={secrets} change={change} />
      <Results request={request} change={change} />
      <div className="as-two">
        <SelectField label={t('request.owner')} value={request.owner} options={(['company', 'contact'] as const).map((value) => ({ value, label: t(`request.owners.${value}`) }))} onChange={(owner) => change({ owner })} />
        <Field label={t('request.ownerPath')} hint={t('request.ownerHint')} dir="ltr" maxLength={120} value={request.owner_path} onChange={(event) => change({ owner_path: event.target.value })} />
      </div>
      {row.kind === 'write' && row.inputs.some(({ kind }) => kind === 'text') ? (
        <>
          <SelectField
            label={t('request.checkWith')}
            value={row.check_with}
            options={[{ value: '', label: t('none') }, ...checks.map(({ key, label }) => ({ value: key, label }))]}
            onChange={(value) => set({ check_with: value })}
          />
          <p className="hint">{t('request.checkHint')}</p>
        </>
      ) : null}
    </div>
  );
}

interface SecretProps {
  label: string;
  hint?: string;
  value: string;
  secrets: readonly ActionSecret[];
  onChange: (name: string) => void;
}

function Secret({ label, hint, value, secrets, onChange }: SecretProps) {
  const { t } = useTranslation('assistant-settings');
  const options = [{ value: '', label: t('none') }, ...secrets.map(({ name, host }) => ({ value: name, label: `${name} (${host})` }))];
  return (
    <div>
      <SelectField label={label} value={value} options={options} onChange={onChange} />
      {hint ? <p className="hint">{hint}</p> : null}
    </div>
  );
}

interface PartProps {
  request: Request;
  change: (part: Partial<Request>) => void;
}

function Headers({ request, secrets, change }: PartProps & { secrets: readonly ActionSecret[] }) {
  const { t } = useTranslation('assistant-settings');
  return (
    <GrowingList
      label={t('request.headers')}
      rows={request.headers}
      most={10}
      add={t('request.addHeader')}
      fresh={() => ({ name: 'Authorization', value: '', secret: '' })}
      onChange={(headers) => change({ headers })}
    >
      {(one, set) => (
        <>
          <Field label={t('request.headerName')} dir="ltr" maxLength={61} value={one.name} onChange={(event) => set({ name: event.target.value })} />
          <Secret label={t('request.headerSecret')} value={one.secret} secrets={secrets} onChange={(secret) => set({ secret, value: '' })} />
          {one.secret ? null : <Field label={t('request.headerValue')} dir="ltr" maxLength={300} value={one.value} onChange={(event) => set({ value: event.target.value })} />}
        </>
      )}
    </GrowingList>
  );
}

function Results({ request, change }: PartProps) {
  const { t } = useTranslation('assistant-settings');
  return (
    <GrowingList
      label={t('request.results')}
      hint={t('request.resultsHint')}
      rows={request.results}
      most={20}
      add={t('request.addFact')}
      fresh={() => ({ name: `fact${request.results.length + 1}`, path: '', kind: 'text' as const })}
      onChange={(results) => change({ results })}
    >
      {(one, set) => (
        <>
          <Field label={t('request.fact')} maxLength={40} value={one.name} onChange={(event) => set({ name: event.target.value })} />
          <Field label={t('request.path')} dir="ltr" maxLength={120} value={one.path} onChange={(event) => set({ path: event.target.value })} />
          <SelectField label={t('request.kind')} value={one.kind} options={KINDS.map((value) => ({ value, label: t(`request.kinds.${value}`) }))} onChange={(kind) => set({ kind })} />
        </>
      )}
    </GrowingList>
  );
}
