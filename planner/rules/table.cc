// The table of rules.

#include "planner/rules/rule.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {

std::span<const Rule> all_rules() {
  static constexpr Rule kRules[] = {
      {codes::kDeleteLosesData, Risk::kDataLoss, "topic", "", kOnDelete, delete_loses_data},
      {codes::kDeleteLosesData, Risk::kDataLoss, "schema", "", kOnDelete, delete_loses_data},
      {codes::kDeleteLosesData, Risk::kDataLoss, "table", "", kOnDelete, delete_loses_data},
      {codes::kProtectionOff, Risk::kSafe, "topic", "spec.protect", kOnUpdate, protection_goes},
      {codes::kProtectionOff, Risk::kSafe, "schema", "spec.protect", kOnUpdate, protection_goes},
      {codes::kProtectionOff, Risk::kSafe, "table", "spec.protect", kOnUpdate, protection_goes},

      {codes::kPartitionsShrink, Risk::kForbidden, "topic", "spec.partitions", kOnUpdate, partitions_shrink},
      {codes::kPartitionsGrow, Risk::kSafe, "topic", "spec.partitions", kOnUpdate, partitions_grow},
      {codes::kReplicationChange, Risk::kSafe, "topic", "spec.replicationFactor", kOnUpdate, replication_changes},
      {codes::kRetentionShorter, Risk::kDataLoss, "topic", "spec.config[\"retention.ms\"]", kOnUpdate,
       retention_shrinks},
      {codes::kRetentionShorter, Risk::kDataLoss, "topic", "spec.config[\"retention.bytes\"]", kOnUpdate,
       retention_shrinks},
      {codes::kCleanupPolicy, Risk::kDataLoss, "topic", "spec.config[\"cleanup.policy\"]", kOnUpdate, cleanup_changes},
      {codes::kMessageSizeLower, Risk::kBreaking, "topic", "spec.config[\"max.message.bytes\"]", kOnUpdate,
       message_size_shrinks},

      {codes::kSchemaIncompatible, Risk::kForbidden, "schema", "spec.schema", kOnUpdate, schema_breaks, true},
      {codes::kSchemaUnchecked, Risk::kBreaking, "schema", "spec.schema", kOnUpdate, schema_breaks_unchecked},
      {codes::kFieldGone, Risk::kBreaking, "schema", "spec.schema", kOnUpdate, schema_field_goes},

      {codes::kColumnDropped, Risk::kDataLoss, "table", "spec.columns[*]", kOnUpdate, column_goes},
      {codes::kFieldGone, Risk::kBreaking, "table", "spec.columns[*]", kOnUpdate, column_is_still_read},
      {codes::kColumnTypeChanged, Risk::kDataLoss, "table", "spec.columns[*].type", kOnUpdate, column_type_changes},
      {codes::kColumnNotNull, Risk::kBreaking, "table", "spec.columns[*].nullable", kOnUpdate, column_must_hold},
      {codes::kColumnNotNull, Risk::kBreaking, "table", "spec.columns[*]", kOnUpdate, added_column_must_hold},
      {codes::kColumnRenamed, Risk::kBreaking, "table", "spec.columns[*].name", kOnUpdate, column_is_renamed},
      {codes::kPrimaryKeyChanged, Risk::kBreaking, "table", "spec.primaryKey", kOnUpdate, primary_key_changes},
      {codes::kRowsExpire, Risk::kDataLoss, "table", "spec.ttl", kOnUpdate, rows_expire},

      {codes::kSqlReprocesses, Risk::kReprocess, "pipeline", "spec.sql", kOnUpdate, pipeline_reprocesses},
      {codes::kSqlReprocesses, Risk::kReprocess, "pipeline", "spec.into", kOnUpdate, pipeline_reprocesses},
      {codes::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.state", kOnUpdate, pipeline_restarts},
      {codes::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.mode", kOnUpdate, pipeline_restarts},
      {codes::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.parallelism", kOnUpdate, pipeline_restarts},

      {codes::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*]", kOnUpdate, parameter_goes},
      {codes::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*].required", kOnUpdate,
       parameter_is_required},
      {codes::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*].type", kOnUpdate, parameter_changes},
      {codes::kPathMoves, Risk::kBreaking, "endpoint", "spec.path", kOnUpdate, endpoint_moves},
      {codes::kAnswerChanges, Risk::kBreaking, "endpoint", "spec.sql", kOnUpdate, answer_changes},
  };
  return kRules;
}

}  // namespace dac::planner
