import type { Form } from '@/shared/form';
import type { SettingsBody } from '../api';

/** All that the form sets; the version it is based on goes along when it is saved. */
export type Values = Required<Omit<SettingsBody, 'version'>>;
export type MappingValues = Form<Values>;
