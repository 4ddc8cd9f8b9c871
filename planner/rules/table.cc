// The table of rules.

#include "planner/rules/rule.h"

namespace dac::planner {

std::span<const Rule> all_rules() {
  static constexpr Rule kRules[] = {
      {Code::kDeleteLosesData, Risk::kDataLoss, "topic", "", kOnDelete, delete_loses_data},
      {Code::kDeleteLosesData, Risk::kDataLoss, "schema", "", kOnDelete, delete_loses_data},
      {Code::kDeleteLosesData, Risk::kDataLoss, "table", "", kOnDelete, delete_loses_data},
      {Code::kProtectionOff, Risk::kSafe, "topic", "spec.protect", kOnUpdate, protection_goes},
      {Code::kProtectionOff, Risk::kSafe, "schema", "spec.protect", kOnUpdate, protection_goes},
      {Code::kProtectionOff, Risk::kSafe, "table", "spec.protect", kOnUpdate, protection_goes},

      {Code::kPartitionsShrink, Risk::kForbidden, "topic", "spec.partitions", kOnUpdate, partitions_shrink},
      {Code::kPartitionsGrow, Risk::kSafe, "topic", "spec.partitions", kOnUpdate, partitions_grow},
      {Code::kReplicationChange, Risk::kSafe, "topic", "spec.replicationFactor", kOnUpdate, replication_changes},
      {Code::kRetentionShorter, Risk::kDataLoss, "topic", "spec.config[\"retention.ms\"]", kOnUpdate,
       retention_shrinks},
      {Code::kRetentionShorter, Risk::kDataLoss, "topic", "spec.config[\"retention.bytes\"]", kOnUpdate,
       retention_shrinks},
      {Code::kCleanupPolicy, Risk::kDataLoss, "topic", "spec.config[\"cleanup.policy\"]", kOnUpdate, cleanup_changes},
      {Code::kMessageSizeLower, Risk::kBreaking, "topic", "spec.config[\"max.message.bytes\"]", kOnUpdate,
       message_size_shrinks},

      {Code::kSchemaIncompatible, Risk::kForbidden, "schema", "spec.schema", kOnUpdate, schema_breaks},
      {Code::kSchemaUnchecked, Risk::kBreaking, "schema", "spec.schema", kOnUpdate, schema_breaks_unchecked},
      {Code::kFieldGone, Risk::kBreaking, "schema", "spec.schema", kOnUpdate, schema_field_goes},

      {Code::kColumnDropped, Risk::kDataLoss, "table", "spec.columns[*]", kOnUpdate, column_goes},
      {Code::kFieldGone, Risk::kBreaking, "table", "spec.columns[*]", kOnUpdate, column_is_still_read},
      {Code::kColumnTypeChanged, Risk::kDataLoss, "table", "spec.columns[*].type", kOnUpdate, column_type_changes},
      {Code::kColumnNotNull, Risk::kBreaking, "table", "spec.columns[*].nullable", kOnUpdate, column_must_hold},
      {Code::kColumnNotNull, Risk::kBreaking, "table", "spec.columns[*]", kOnUpdate, added_column_must_hold},
      {Code::kColumnRenamed, Risk::kBreaking, "table", "spec.columns[*].name", kOnUpdate, column_is_renamed},
      {Code::kPrimaryKeyChanged, Risk::kBreaking, "table", "spec.primaryKey", kOnUpdate, primary_key_changes},

      {Code::kSqlReprocesses, Risk::kReprocess, "pipeline", "spec.sql", kOnUpdate, pipeline_reprocesses},
      {Code::kSqlReprocesses, Risk::kReprocess, "pipeline", "spec.into", kOnUpdate, pipeline_reprocesses},
      {Code::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.state", kOnUpdate, pipeline_restarts},
      {Code::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.mode", kOnUpdate, pipeline_restarts},
      {Code::kPipelineRestarts, Risk::kRestart, "pipeline", "spec.parallelism", kOnUpdate, pipeline_restarts},

      {Code::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*]", kOnUpdate, parameter_goes},
      {Code::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*].required", kOnUpdate,
       parameter_is_required},
      {Code::kParameterBreaks, Risk::kBreaking, "endpoint", "spec.params[*].type", kOnUpdate, parameter_changes},
      {Code::kPathMoves, Risk::kBreaking, "endpoint", "spec.path", kOnUpdate, endpoint_moves},
      {Code::kAnswerChanges, Risk::kBreaking, "endpoint", "spec.sql", kOnUpdate, answer_changes},
  };
  return kRules;
}

}  // namespace dac::planner
