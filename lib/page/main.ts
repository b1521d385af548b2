/**
 * The script of the page of a mesh: it folds namespaces, searches, and shows the way of a request. What it runs on is in
 * the page; it asks nobody for anything.
 */
import type { PageData } from '../report/page-data';
import { element } from './elements';
import { PictureView } from './picture-view';
import { startRequests } from './requests';
import { startSearch } from './search';

const data = JSON.parse(element('data').textContent ?? '') as PageData;
const view = new PictureView(data);
startSearch(view);
startRequests(view, data);
