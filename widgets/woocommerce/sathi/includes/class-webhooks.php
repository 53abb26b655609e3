<?php
/**
 * The four webhooks by which WooCommerce tells Sathi what happens to orders.
 *
 * @package Sathi
 */

namespace Sathi;

use WC_Webhook;

defined( 'ABSPATH' ) || exit;

/** Makes the webhooks, mends what is wrong with them, pauses and removes them; touches no other webhook. */
final class Webhooks {

	public const OPTION = 'sathi_webhooks';
	public const TOPICS = array( 'order.created', 'order.updated', 'order.deleted', 'order.restored' );

	private const API = 'wp_api_v3';

	public function __construct( private readonly Settings $settings ) {}

	/** Gives our webhook of a topic, or null where there is none. */
	public function find( string $topic ): ?WC_Webhook {
		$webhook_id = self::ids()[ $topic ] ?? 0;
		return $webhook_id ? wc_get_webhook( $webhook_id ) : null;
	}

	/**
	 * Makes every webhook be there, be active and deliver to the right address with the right secret.
	 *
	 * Without settings there is nothing to deliver to, and they are paused.
	 *
	 * @return array What was wrong before, by topic: missing, stopped or changed.
	 */
	public function mend(): array {
		if ( ! $this->settings->is_complete() ) {
			$this->pause();
			return array();
		}
		return array_filter( array_combine( self::TOPICS, array_map( array( $this, 'mend_one' ), self::TOPICS ) ) );
	}

	/** Pauses the webhooks until the next mending. */
	public function pause(): void {
		foreach ( $this->all() as $webhook ) {
			$webhook->set_status( 'paused' );
			$webhook->save();
		}
	}

	/** Removes the webhooks and what we knew about them. */
	public function remove(): void {
		foreach ( $this->all() as $webhook ) {
			$webhook->delete( true );
		}
		delete_option( self::OPTION );
	}

	private static function ids(): array {
		return array_map( 'absint', (array) get_option( self::OPTION, array() ) );
	}

	private function all(): array {
		return array_filter( array_map( array( $this, 'find' ), self::TOPICS ) );
	}

	private function mend_one( string $topic ): string {
		$webhook = $this->find( $topic );
		$fault   = $webhook ? $this->find_fault( $webhook, $topic ) : 'missing';
		if ( '' !== $fault ) {
			$webhook ??= new WC_Webhook();
			$this->fill( $webhook, $topic );
			$webhook->save();
			update_option( self::OPTION, array( $topic => $webhook->get_id() ) + self::ids(), false );
		}
		return $fault;
	}

	private function find_fault( WC_Webhook $webhook, string $topic ): string {
		$is_ours = $topic === $webhook->get_topic()
			&& $this->settings->delivery_address() === $webhook->get_delivery_url()
			&& hash_equals( $this->settings->secret, $webhook->get_secret() )
			&& self::API === $webhook->get_api_version()
			&& self::may_read_orders( $webhook->get_user_id() );
		if ( ! $is_ours ) {
			return 'changed';
		}
		return 'active' === $webhook->get_status() ? '' : 'stopped';
	}

	private function fill( WC_Webhook $webhook, string $topic ): void {
		$webhook->set_name( "Sathi: $topic" );
		$webhook->set_topic( $topic );
		$webhook->set_delivery_url( $this->settings->delivery_address() );
		$webhook->set_secret( $this->settings->secret );
		$webhook->set_api_version( self::API );
		$webhook->set_status( 'active' );
		$webhook->set_failure_count( 0 );
		if ( ! self::may_read_orders( $webhook->get_user_id() ) ) {
			$webhook->set_user_id( self::find_manager() );
		}
	}

	// WooCommerce reads an order with the eyes of the webhook's user: without the right, only an error is sent.
	private static function may_read_orders( int $user_id ): bool {
		return $user_id > 0 && user_can( $user_id, 'manage_woocommerce' );
	}

	private static function find_manager(): int {
		if ( self::may_read_orders( get_current_user_id() ) ) {
			return get_current_user_id();
		}
		$managers = get_users(
			array(
				'capability' => 'manage_woocommerce',
				'number'     => 1,
				'fields'     => 'ID',
			)
		);
		return (int) ( $managers[0] ?? 0 );
	}
}
