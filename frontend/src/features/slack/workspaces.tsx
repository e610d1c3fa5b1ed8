import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { slackApi, workspacesQuery, type Workspace } from './api';
import { CompanyField } from './company-field';

/** Whose people write: which company a workspace is of, whose word counts for its domain. */
export function Workspaces() {
  const { t } = useTranslation('slack');
  const query = useQuery(workspacesQuery);
  return (
    <FormSection id="slack-workspaces" title={t('workspaces.title')} hint={t('workspaces.about')} isWide>
      <Loaded query={query} fault={t('workspaces.fault')}>
        {(rows) => {
          const others = rows.filter(({ is_own: isOwn }) => !isOwn);
          return others.length === 0 ? (
            <p className="t2">{t('workspaces.none')}</p>
          ) : (
            <ul className="slklist">
              {others.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </FormSection>
  );
}

function Row({ row }: { row: Workspace }) {
  const { t } = useTranslation('slack');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const set = useMutation({
    mutationFn: (company: number | null) => slackApi.setWorkspace(row.id, company),
    onSuccess: () => {
      toast(t('saved'));
      return client.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
    onError: (error) => toastFailure(t('notSaved', { reason: reasonOf(error) })),
  });
  return (
    <li>
      <bdi className="med">{row.name || row.team_id}</bdi>
      {mayWrite ? (
        <CompanyField company={row.company} hint={t('workspaces.companyHint')} onCompany={(company) => set.mutate(company?.id ?? null)} />
      ) : (
        <span className="t2">{row.company?.name ?? t('workspaces.unknown')}</span>
      )}
    </li>
  );
}
