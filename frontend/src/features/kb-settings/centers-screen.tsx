import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { announce, CheckOption, Empty, FormSection, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { centersQuery, changeCenter, type HelpCenter } from './api';
import { CenterPages } from './center-pages';

/** What holds for the help center of each brand. Each choice holds at once. */
export function CentersScreen() {
  const { t } = useTranslation('kb-settings');
  const may = useMay('brand.write');
  const query = useQuery({ ...centersQuery, enabled: may });
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        <Loaded query={query} fault={t('fault')}>
          {({ results }) => <Centers centers={results} />}
        </Loaded>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
  );
}

function Centers({ centers }: { centers: readonly HelpCenter[] }) {
  const { t } = useTranslation('kb-settings');
  return (
    <div className="scroll fbody" role="group" aria-label={t('title')}>
      <FormSection id="approval" title={t('approval')} hint={t('approvalHint')}>
        {centers.map((center) => (
          <ApprovalRule key={center.brand.id} center={center} />
        ))}
      </FormSection>
      <FormSection id="pages" title={t('pages')} hint={t('pagesHint')}>
        {centers.map((center) => (
          <CenterPages key={center.brand.id} center={center} />
        ))}
      </FormSection>
    </div>
  );
}

function ApprovalRule({ center }: { center: HelpCenter }) {
  const { t } = useTranslation('kb-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const save = useMutation({
    mutationFn: (isOn: boolean) => changeCenter(center, { requires_approval: isOn }),
    onSuccess: (next) => {
      client.setQueryData(centersQuery.queryKey, (old) =>
        old ? { ...old, results: old.results.map((one) => (one.brand.id === next.brand.id ? next : one)) } : old,
      );
      announce(t('saved'));
    },
    onError: (error) => {
      toastFailure(t('notSaved', { reason: reasonOf(error) }));
      // Somebody else may have been faster: what holds now is shown.
      void client.invalidateQueries({ queryKey: centersQuery.queryKey });
    },
  });
  return (
    <CheckOption
      label={center.brand.name}
      hint={t(center.requires_approval ? 'isRequired' : 'isFree')}
      isChecked={save.isPending ? save.variables : center.requires_approval}
      onChange={(isOn) => save.mutate(isOn)}
    />
  );
}
