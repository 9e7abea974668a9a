/** Every operation that is modelled, by AWS's name. */
import { filterLogEvents } from './filter-log-events';
import { getLogEvents } from './get-log-events';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from './log-groups';
import { createLogStream, deleteLogStream, describeLogStreams } from './log-streams';
import { deleteMetricFilter, describeMetricFilters, putMetricFilter } from './metric-filters';
import type { Operation } from './operation';
import { putLogEvents } from './put-log-events';
import { listTagsForResource, tagResource, untagResource } from './tags';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateLogGroup: createLogGroup,
    CreateLogStream: createLogStream,
    DeleteLogGroup: deleteLogGroup,
    DeleteLogStream: deleteLogStream,
    DeleteMetricFilter: deleteMetricFilter,
    DeleteRetentionPolicy: deleteRetentionPolicy,
    DescribeLogGroups: describeLogGroups,
    DescribeLogStreams: describeLogStreams,
    DescribeMetricFilters: describeMetricFilters,
    FilterLogEvents: filterLogEvents,
    GetLogEvents: getLogEvents,
    ListTagsForResource: listTagsForResource,
    PutLogEvents: putLogEvents,
    PutMetricFilter: putMetricFilter,
    PutRetentionPolicy: putRetentionPolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
  }),
);
