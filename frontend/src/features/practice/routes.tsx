import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { AttemptScreen } from './attempt-screen';
import { PracticeScreen } from './practice-screen';
import type { PracticeSearch } from './search';
import './practice.css';

export function PracticeRoute() {
  const { search, onSearch } = useSettingsAddress<PracticeSearch>();
  return <PracticeScreen person={search.person} onPerson={(person) => onSearch(person === undefined ? {} : { person })} />;
}

export function AttemptRoute() {
  const id = idOf(useSettingsAddress().params.attempt);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <AttemptScreen key={id} id={id} />;
}
