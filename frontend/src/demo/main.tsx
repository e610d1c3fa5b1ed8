/** Halyard, a product analytics application that stands in for a customer's product around the widget. */
import { render } from 'preact';
import { App } from './app';
import { userToken } from './backend';
import { candor } from './candor';
import './host.css';

candor('identify', userToken);
const ground = document.getElementById('halyard');
if (ground) render(<App />, ground);
