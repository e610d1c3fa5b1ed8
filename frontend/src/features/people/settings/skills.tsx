import { useMutation, useQuery } from '@tanstack/react-query';
import Pencil from 'lucide-react/icons/pencil';
import Trash2 from 'lucide-react/icons/trash-2';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { beginHere } from '@/shared/lib/first-field';
import { Button, Confirm, Field, Icon, IconButton, Loaded, toast, useReasonOf } from '@/shared/ui';
import { peopleApi, skillsQuery, type Colleague, type Skill } from './api';
import { useRefresh } from './use-refresh';

/** What people can know: routing asks for it. */
export function Skills({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { t } = useTranslation('people');
  const skills = useQuery(skillsQuery);
  const id = useId();
  return (
    <section className="ptier" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t('skills.title')}</h2>
        <p className="hint">{t('skills.hint')}</p>
      </header>
      <Loaded query={skills} fault={t('skills.fault')}>
        {skills.data?.length === 0 ? <p className="t3 pinset">{t('skills.empty')}</p> : null}
        <ul className="pcatalog" aria-labelledby={id}>
          {skills.data?.map((skill) => (
            <SkillRow
              key={skill.id}
              skill={skill}
              holders={colleagues.filter(({ skills: known }) => known.some((one) => one.id === skill.id)).length}
            />
          ))}
        </ul>
        <AddSkill />
      </Loaded>
    </section>
  );
}

function SkillRow({ skill, holders }: { skill: Skill; holders: number }) {
  const { t } = useTranslation('people');
  const [isRenaming, setRenaming] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const { name } = skill;
  const stop = (): void => {
    setRenaming(false);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  if (isRenaming) {
    return (
      <li>
        <RenameSkill skill={skill} onDone={stop} />
      </li>
    );
  }
  return (
    <li>
      <bdi className="ell med">{name}</bdi>
      <span className="t3 f12">{t('skills.people', { count: holders })}</span>
      <span className="sp" />
      <IconButton ref={pencil} size="sm" label={t('skills.rename', { name })} onClick={() => setRenaming(true)}>
        <Icon icon={Pencil} size={14} />
      </IconButton>
      <DeleteSkill skill={skill} />
    </li>
  );
}

/** The server's objection to a name, in words. */
function useNameFault(error: unknown): string | null {
  const reasonOf = useReasonOf();
  if (!error) return null;
  const said = isProblem(error) && !error.detail ? error.errors.name?.join(' ') : undefined;
  return said ?? reasonOf(error);
}

function RenameSkill({ skill, onDone }: { skill: Skill; onDone: () => void }) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const [name, setName] = useState(skill.name);
  const rename = useMutation({
    mutationFn: () => peopleApi.renameSkill(skill.id, name.trim()),
    onSuccess: async (renamed) => {
      await refresh();
      toast(t('skills.renamed', { name: renamed.name }));
      onDone();
    },
  });
  const fault = useNameFault(rename.error);
  const isEmpty = name.trim() === '';
  return (
    <form
      className="padd"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === skill.name) onDone();
        else if (!isEmpty && !rename.isPending) rename.mutate();
      }}
    >
      <Field
        ref={beginHere}
        hideLabel
        label={t('skills.newName', { name: skill.name })}
        value={name}
        maxLength={80}
        dir="auto"
        error={isEmpty ? t('skills.nameMissing') : fault}
        onChange={(event) => {
          setName(event.target.value);
          rename.reset();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Of this field alone: a panel beside it stays open.
          event.preventDefault();
          onDone();
        }}
      />
      <Button type="submit" busy={rename.isPending ? t('saving') : null}>
        {t('save')}
      </Button>
      <Button variant="ghost" onClick={onDone}>
        {t('skills.cancel')}
      </Button>
    </form>
  );
}

function DeleteSkill({ skill }: { skill: Skill }) {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const reasonOf = useReasonOf();
  const [isAsking, setAsking] = useState(false);
  const { id, name } = skill;
  const remove = useMutation({
    mutationFn: () => peopleApi.removeSkill(id),
    onSuccess: () => {
      setAsking(false);
      toast(t('skills.deleted', { name }));
      void refresh();
    },
    onError: () => setAsking(false),
  });
  return (
    <>
      <IconButton size="sm" label={t('skills.delete', { name })} onClick={() => setAsking(true)}>
        <Icon icon={Trash2} size={14} />
      </IconButton>
      {remove.error ? (
        <p className="hint bad" role="alert">
          {reasonOf(remove.error)}
        </p>
      ) : null}
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('skills.deleteTitle', { name })}
        consequence={t('skills.deleteConsequence')}
        cancel={t('skills.deleteKeep')}
        action={t('skills.deleteAction')}
        busy={remove.isPending ? t('skills.deleting') : null}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}

function AddSkill() {
  const { t } = useTranslation('people');
  const refresh = useRefresh();
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const add = useMutation({
    mutationFn: () => peopleApi.createSkill(name.trim()),
    onSuccess: (made) => {
      setName('');
      field.current?.focus();
      toast(t('skills.added', { name: made.name }));
      void refresh();
    },
  });
  const fault = useNameFault(add.error);
  return (
    <form
      className="padd pinset"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (add.isPending) return;
        if (name.trim() !== '') return add.mutate();
        setMissing(true);
        field.current?.focus();
      }}
    >
      <Field
        ref={field}
        label={t('skills.name')}
        value={name}
        maxLength={80}
        dir="auto"
        error={isMissing ? t('skills.nameMissing') : fault}
        onChange={(event) => {
          setName(event.target.value);
          setMissing(false);
          add.reset();
        }}
      />
      <Button type="submit" busy={add.isPending ? t('skills.adding') : null}>
        {t('skills.add')}
      </Button>
    </form>
  );
}
